import java.nio.ByteBuffer;

/** The other end of a connection, whatever the server. */
interface Peer {
    void send(String text);

    void send(ByteBuffer bytes);

    void close(int code, String reason);
}
