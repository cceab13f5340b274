package dev.millrace.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.MillraceException;
import dev.millrace.Pair;
import dev.millrace.Receiver;
import dev.millrace.StreamingContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts words that a receiver of the user's own takes from a socket. Try it with {@code nc -lk 9999} in another terminal:
 * {@code CustomReceiver localhost 9999}.
 */
public final class CustomReceiver {
    private CustomReceiver() {}

    // region receiver
    /** Stores the lines that come from a server, and connects again when they end. */
    static final class Lines extends Receiver<String> {
        private final String host;
        private final int port;
        private volatile @Nullable Socket socket;

        Lines(String host, int port) {
            this.host = host;
            this.port = port;
        }

        @Override
        public void onStart() {
            try (Socket connection = new Socket(host, port);
                    BufferedReader lines =
                            new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8))) {
                socket = connection;
                for (String line = lines.readLine(); !isStopped() && line != null; line = lines.readLine()) {
                    store(line);
                }
                restart("the server closed the connection");
            } catch (IOException e) {
                restart("the server can't be read", e);
            }
        }

        @Override
        public void onStop() throws IOException {
            Socket connection = socket;
            if (connection != null) {
                connection.close();
            }
        }
    }
    // endregion

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2 || !arguments[1].matches("[0-9]{1,5}")) {
            System.err.println("Usage: CustomReceiver <host> <port>");
            System.exit(2);
        }
        try (StreamingContext ssc = StreamingContext.builder()
                .appName("custom-receiver")
                .batchInterval(Duration.ofSeconds(1))
                .build()) {
            ssc.receiverStream(new Lines(arguments[0], Integer.parseInt(arguments[1])))
                    .flatMap(line -> List.of(line.split(" ")).iterator())
                    .mapToPair(word -> Pair.of(word, 1))
                    .reduceByKey(Integer::sum)
                    .print();
            ssc.start();
            ssc.awaitTermination();
        } catch (MillraceException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
