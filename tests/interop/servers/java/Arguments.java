import java.util.HashMap;
import java.util.Map;

/** The command line: {@code --host H --port P [--cert FILE --key FILE]}. */
record Arguments(String host, int port, String cert, String key) {
    static Arguments parse(String[] words) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            values.put(words[i], words[i + 1]);
        }
        int port = Integer.parseInt(values.getOrDefault("--port", "0"));
        return new Arguments(values.getOrDefault("--host", "127.0.0.1"), port, values.get("--cert"), values.get("--key"));
    }

    boolean isSecure() {
        return cert != null;
    }

    void announce(int listening) {
        System.out.printf("listening on %s://%s:%d%n", isSecure() ? "https" : "http", host, listening);
    }
}
