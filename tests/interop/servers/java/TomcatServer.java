import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.websocket.server.WsSci;

/** Tomcat 10, embedded, with Jakarta WebSocket endpoints. */
public final class TomcatServer {
    /** A strong reference: loggers are weakly referenced and would lose their level. */
    private static final Logger LOG = Logger.getLogger("org.apache");

    public static void main(String[] words) throws Exception {
        Arguments arguments = Arguments.parse(words);
        LOG.setLevel(Level.WARNING);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
        tomcat.setConnector(connector(arguments));
        Context context = tomcat.addContext("", null);
        context.addServletContainerInitializer(new WsSci(), Set.of());
        Tomcat.addServlet(context, "default", new DefaultServlet());
        context.addServletMappingDecoded("/", "default");
        tomcat.start();

        var container = (ServerContainer) context.getServletContext().getAttribute(ServerContainer.class.getName());
        for (String path : List.of("/echo", "/push", "/chat", "/close")) {
            var config = ServerEndpointConfig.Builder.create(Served.class, path);
            container.addEndpoint(config.subprotocols(List.of(Service.PROTOCOL)).build());
        }
        arguments.announce(tomcat.getConnector().getLocalPort());
        tomcat.getServer().await();
    }

    private static Connector connector(Arguments arguments) {
        Connector connector = new Connector();
        connector.setPort(arguments.port());
        connector.setProperty("address", arguments.host());
        if (arguments.isSecure()) {
            SSLHostConfig host = new SSLHostConfig();
            var certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
            certificate.setCertificateFile(arguments.cert());
            certificate.setCertificateKeyFile(arguments.key());
            host.addCertificate(certificate);
            connector.addSslHostConfig(host);
            connector.setSecure(true);
            connector.setScheme("https");
            connector.setProperty("SSLEnabled", "true");
        }
        return connector;
    }

    /** One connection. */
    public static final class Served extends Endpoint {
        private Service service;

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.setMaxTextMessageBufferSize(Service.MAX_MESSAGE);
            session.setMaxBinaryMessageBufferSize(Service.MAX_MESSAGE);
            service = Service.of(session.getRequestURI().getPath(), new SessionPeer(session));
            session.addMessageHandler(String.class, (MessageHandler.Whole<String>) service::receive);
            session.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) service::receive);
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            service.leave(reason.getCloseCode().getCode() + " " + reason.getReasonPhrase());
        }

        @Override
        public void onError(Session session, Throwable cause) {}
    }

    private record SessionPeer(Session session) implements Peer {
        @Override
        public synchronized void send(String text) {
            attempt(() -> session.getBasicRemote().sendText(text));
        }

        @Override
        public synchronized void send(ByteBuffer bytes) {
            attempt(() -> session.getBasicRemote().sendBinary(bytes));
        }

        @Override
        public void close(int code, String reason) {
            attempt(() -> session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason)));
        }

        /** Sends nothing to a peer that has left. */
        private static void attempt(Sending sending) {
            try {
                sending.run();
            } catch (IOException | IllegalStateException gone) {
                // The close handler reports the end of the connection.
            }
        }

        private interface Sending {
            void run() throws IOException;
        }
    }
}
