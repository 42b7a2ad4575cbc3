import java.nio.ByteBuffer;

/** The other end of a connection, the same interface for all servers. */
interface Peer {
    void send(String text);

    void send(ByteBuffer bytes);

    void close(int code, String reason);
}
