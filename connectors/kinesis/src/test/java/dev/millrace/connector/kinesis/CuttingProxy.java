package dev.millrace.connector.kinesis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a server, and cuts each connection somewhere in the bytes of an answer. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final URI target;
    private final Random random;
    private final int bytesMax;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();

    /** @param bytesMax a connection is cut after so many bytes of answers, at the latest */
    CuttingProxy(URI target, Random random, int bytesMax) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        this.random = random;
        this.bytesMax = bytesMax;
        daemon(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(target.getHost(), target.getPort());
                open.add(client);
                open.add(server);
                int budget;
                synchronized (random) {
                    budget = random.nextInt(bytesMax);
                }
                daemon(() -> pump(client, server, Integer.MAX_VALUE));
                daemon(() -> pump(server, client, budget));
            }
        } catch (IOException e) {
            closeAll();
        }
    }

    private void pump(Socket from, Socket to, int budget) {
        byte[] buffer = new byte[4096];
        int left = budget;
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            while (left > 0) {
                int read = in.read(buffer, 0, Math.min(buffer.length, left));
                if (read < 0) {
                    return;
                }
                out.write(buffer, 0, read);
                out.flush();
                left -= budget == Integer.MAX_VALUE ? 0 : read;
            }
            cuts.incrementAndGet();
            // A reset, not an orderly end.
            to.setSoLinger(true, 0);
        } catch (IOException e) {
            // The other side was cut.
            return;
        } finally {
            close(from);
            close(to);
        }
    }

    private void close(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone, which is what was wanted.
            return;
        }
    }

    private void closeAll() {
        open.forEach(this::close);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeAll();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
