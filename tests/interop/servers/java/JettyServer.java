import java.io.FileInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.WebSocketAdapter;
import org.eclipse.jetty.websocket.servlet.ServletUpgradeRequest;
import org.eclipse.jetty.websocket.servlet.ServletUpgradeResponse;
import org.eclipse.jetty.websocket.servlet.WebSocketServlet;
import org.eclipse.jetty.websocket.servlet.WebSocketServletFactory;

/** Jetty 9, embedded, with its own WebSocket API. */
public final class JettyServer {
    public static void main(String[] words) throws Exception {
        Arguments arguments = Arguments.parse(words);
        Server server = new Server();
        ServerConnector connector = arguments.isSecure() ? new ServerConnector(server, tls(arguments)) : new ServerConnector(server);
        connector.setHost(arguments.host());
        connector.setPort(arguments.port());
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(server, "/");
        context.addServlet(new ServletHolder(new Sockets()), "/*");
        server.start();
        arguments.announce(connector.getLocalPort());
        server.join();
    }

    private static SslContextFactory.Server tls(Arguments arguments) throws Exception {
        Certificate certificate;
        try (var file = new FileInputStream(arguments.cert())) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(file);
        }
        String pem = Files.readString(Path.of(arguments.key())).replaceAll("-----[A-Z ]+-----|\\s", "");
        var key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key, new char[0], new Certificate[] {certificate});
        SslContextFactory.Server factory = new SslContextFactory.Server();
        factory.setKeyStore(store);
        factory.setKeyStorePassword("");
        return factory;
    }

    /** Upgrades every request that asks for it. */
    public static final class Sockets extends WebSocketServlet {
        @Override
        public void configure(WebSocketServletFactory factory) {
            factory.getPolicy().setMaxTextMessageSize(Service.MAX_MESSAGE);
            factory.getPolicy().setMaxBinaryMessageSize(Service.MAX_MESSAGE);
            factory.setCreator(Sockets::accept);
        }

        private static Served accept(ServletUpgradeRequest request, ServletUpgradeResponse response) {
            if (request.hasSubProtocol(Service.PROTOCOL)) {
                response.setAcceptedSubProtocol(Service.PROTOCOL);
            }
            return new Served(request.getRequestPath());
        }
    }

    /** One connection. */
    public static final class Served extends WebSocketAdapter implements Peer {
        private final String path;
        private Service service;

        Served(String path) {
            this.path = path;
        }

        @Override
        public void onWebSocketConnect(Session session) {
            super.onWebSocketConnect(session);
            service = Service.of(path, this);
        }

        @Override
        public void onWebSocketText(String text) {
            service.receive(text);
        }

        @Override
        public void onWebSocketBinary(byte[] bytes, int offset, int length) {
            service.receive(ByteBuffer.wrap(bytes.clone(), offset, length));
        }

        @Override
        public void onWebSocketClose(int code, String reason) {
            super.onWebSocketClose(code, reason);
            service.leave(code + " " + reason);
        }

        @Override
        public void send(String text) {
            if (isConnected()) {
                getRemote().sendStringByFuture(text);
            }
        }

        @Override
        public void send(ByteBuffer bytes) {
            if (isConnected()) {
                getRemote().sendBytesByFuture(bytes);
            }
        }

        @Override
        public void close(int code, String reason) {
            getSession().close(code, reason);
        }
    }
}
