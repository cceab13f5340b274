package dev.millrace.socket;

import dev.millrace.connector.LogRange;
import dev.millrace.connector.Position;
import dev.millrace.connector.SourceBatch;
import dev.millrace.connector.SourceReader;
import dev.millrace.connector.Split;
import dev.millrace.function.Emitter;
import dev.millrace.function.Function;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Receives records in a thread of its own into a bounded queue, which batches empty. */
final class SocketReader<T> implements SourceReader<T> {
    private static final System.Logger LOGGER = System.getLogger("dev.millrace.socket");
    private static final String LOG = "connection";

    private final SocketConnection connection;
    private final Function<InputStream, Iterator<T>> decoder;
    private final BlockingQueue<T> received;
    private final Thread thread;
    private Position position = Position.ofLong(0);

    SocketReader(
            SocketConnection connection,
            Function<InputStream, Iterator<T>> decoder,
            int bufferedRecordsMax,
            String sourceName) {
        this.connection = connection;
        this.decoder = decoder;
        this.received = new ArrayBlockingQueue<>(bufferedRecordsMax);
        this.thread = new Thread(this::receive, "millrace-" + sourceName);
        thread.setDaemon(true);
    }

    @Override
    public String identity() {
        return "socket";
    }

    @Override
    public Map<String, Position> initialPositions() {
        return Map.of(LOG, position);
    }

    @Override
    public void start(Map<String, Position> positions) {
        position = positions.getOrDefault(LOG, position);
        thread.start();
    }

    private void receive() {
        try {
            InputStream input = connection.connect();
            while (input != null) {
                receive(input);
                if (!connection.isClosed()) {
                    connection.pause();
                }
                input = connection.connect();
            }
        } catch (InterruptedException e) {
            LOGGER.log(Level.DEBUG, "receiving was interrupted", e);
        }
    }

    private void receive(InputStream input) throws InterruptedException {
        try {
            Iterator<T> records = decoder.call(input);
            while (records.hasNext()) {
                received.put(records.next());
            }
            LOGGER.log(Level.INFO, "{0} closed the connection", connection);
        } catch (InterruptedException e) {
            throw e;
        } catch (UncheckedIOException e) {
            if (!connection.isClosed()) {
                LOGGER.log(Level.WARNING, "the connection to " + connection + " was lost", e);
            }
        } catch (Exception e) {
            LOGGER.log(Level.WARNING, "what came from " + connection + " could not be decoded; connecting again", e);
        }
    }

    @Override
    public SourceBatch<T> poll(long recordsMax) {
        if (received.isEmpty()) {
            return SourceBatch.empty();
        }
        List<T> records = new ArrayList<>();
        received.drainTo(records, (int) Math.min(Integer.MAX_VALUE, recordsMax));
        Position until = Position.ofLong(position.toLong() + records.size());
        LogRange range = new LogRange(LOG, position, until);
        position = until;
        return new SourceBatch<>(List.of(range), List.of(new Received<>(records)));
    }

    @Override
    public List<Split<T>> replay(List<LogRange> ranges) {
        return List.of();
    }

    @Override
    public void stopReceiving() {
        connection.close();
    }

    @Override
    public void close() {
        connection.close();
        thread.interrupt();
    }

    /** Records that were received, in order. */
    private record Received<T>(List<T> records) implements Split<T> {
        @Override
        public void read(Emitter<? super T> out) {
            for (T record : records) {
                if (out.isStopped()) {
                    return;
                }
                out.accept(record);
            }
        }

        @Override
        public long recordCount() {
            return records.size();
        }
    }
}
