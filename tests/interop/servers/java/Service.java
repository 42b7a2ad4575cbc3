import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The services of ../node/services.mjs, one for each path. One object serves one connection. */
abstract class Service {
    /** The sub-protocol that a server selects out of several. */
    static final String PROTOCOL = "v2.interop";
    /** The size limit of messages, in bytes; larger than any message of the tests. */
    static final int MAX_MESSAGE = 2 * 1024 * 1024;

    private static final int PUSH_INTERVAL = 20;
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor();

    void receive(String text) {}

    void receive(ByteBuffer bytes) {}

    void leave(String farewell) {}

    static Service of(String path, Peer peer) {
        return switch (path) {
            case "/echo" -> new Echo(peer);
            case "/push" -> new Push(peer);
            case "/chat" -> new Chat(peer);
            case "/close" -> new Close(peer);
            default -> throw new IllegalArgumentException(path);
        };
    }

    private static final class Echo extends Service {
        private final Peer peer;

        Echo(Peer peer) {
            this.peer = peer;
        }

        @Override
        void receive(String text) {
            peer.send(text);
        }

        @Override
        void receive(ByteBuffer bytes) {
            peer.send(bytes);
        }
    }

    private static final class Push extends Service {
        private final AtomicInteger number = new AtomicInteger();
        private final Future<?> ticks;

        Push(Peer peer) {
            Runnable tick = () -> peer.send(Integer.toString(number.getAndIncrement()));
            ticks = CLOCK.scheduleAtFixedRate(tick, 0, PUSH_INTERVAL, TimeUnit.MILLISECONDS);
        }

        @Override
        void leave(String farewell) {
            ticks.cancel(false);
        }
    }

    private static final class Chat extends Service {
        private static final Set<Peer> ROOM = ConcurrentHashMap.newKeySet();
        private final Peer peer;

        Chat(Peer peer) {
            this.peer = peer;
            ROOM.add(peer);
        }

        @Override
        void receive(String text) {
            ROOM.forEach(member -> member.send(text));
        }

        @Override
        void receive(ByteBuffer bytes) {
            ROOM.forEach(member -> member.send(bytes.duplicate()));
        }

        @Override
        void leave(String farewell) {
            ROOM.remove(peer);
            receive("left " + farewell);
        }
    }

    private static final class Close extends Service {
        private final Peer peer;

        Close(Peer peer) {
            this.peer = peer;
        }

        @Override
        void receive(String text) {
            String[] parts = text.split(" ", 2);
            peer.close(Integer.parseInt(parts[0]), parts[1]);
        }
    }
}
