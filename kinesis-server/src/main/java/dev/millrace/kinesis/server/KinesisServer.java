package dev.millrace.kinesis.server;

import dev.millrace.kinesis.server.action.Account;
import dev.millrace.kinesis.server.action.Activity;
import dev.millrace.kinesis.server.action.Backend;
import dev.millrace.kinesis.server.action.FaultPlan;
import dev.millrace.kinesis.server.action.Faults;
import dev.millrace.kinesis.server.action.Subscriptions;
import dev.millrace.kinesis.server.action.Tokens;
import dev.millrace.kinesis.server.auth.AccessKeys;
import dev.millrace.kinesis.server.auth.SignatureCheck;
import dev.millrace.kinesis.server.http.Dispatcher;
import dev.millrace.kinesis.server.http.HttpFront;
import dev.millrace.kinesis.server.http.HttpSettings;
import dev.millrace.kinesis.server.http.Identity;
import dev.millrace.kinesis.server.http.ListenException;
import dev.millrace.kinesis.server.http.Refusals;
import dev.millrace.kinesis.server.http.TlsSettings;
import dev.millrace.kinesis.server.store.StoreException;
import dev.millrace.kinesis.server.store.StreamStore;
import dev.millrace.log.LocalDisk;
import dev.millrace.log.LogException;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A running Kinesis-compatible service. Several may run in one process, each with a port and a data directory of its own. Any thread may close it;
 * what was acknowledged is there at the next start, however this one ends.
 */
public final class KinesisServer implements AutoCloseable {
    private final URI endpoint;
    private final @Nullable URI tlsEndpoint;
    private final Backend backend;
    private final DataPlace data;
    private final StreamStore store;
    private final HttpFront front;
    private final Housekeeping housekeeping;
    private final AtomicBoolean closed = new AtomicBoolean();

    private KinesisServer(KinesisServerSettings settings, DataPlace data, Backend backend, HttpFront front) {
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        boolean onlyTls = settings.tls() != null && settings.tlsPort() == null;
        this.endpoint = URI.create((onlyTls ? "https://" : "http://") + host + ":" + front.port());
        Integer tlsPort = front.tlsPort();
        this.tlsEndpoint = onlyTls ? endpoint : tlsPort == null ? null : URI.create("https://" + host + ":" + tlsPort);
        this.data = data;
        this.backend = backend;
        this.store = backend.store();
        this.front = front;
        Path channels = settings.channelDirectory();
        this.housekeeping =
                Housekeeping.start(backend, channels == null ? data.path().resolve("s3") : channels);
    }

    /** Starts a server; it takes requests on return. Throws {@link KinesisServerException} if it cannot. */
    public static KinesisServer start(KinesisServerSettings settings) {
        return start(settings, Subscriptions.Times.AWS, HttpSettings.Bounds.DEFAULT, System::nanoTime);
    }

    /** The same with other times for subscriptions, so that tests needn't wait for minutes. */
    static KinesisServer start(KinesisServerSettings settings, Subscriptions.Times times) {
        return start(settings, times, HttpSettings.Bounds.DEFAULT, System::nanoTime);
    }

    /** The same with other bounds and another time for them, so that tests needn't fill memory or wait. */
    static KinesisServer start(KinesisServerSettings settings, HttpSettings.Bounds bounds, LongSupplier nanos) {
        return start(settings, Subscriptions.Times.AWS, bounds, nanos);
    }

    private static KinesisServer start(
            KinesisServerSettings settings, Subscriptions.Times times, HttpSettings.Bounds bounds, LongSupplier nanos) {
        checkHost(settings);
        checkCertificate(settings);
        Refusals refusals = new Refusals(nanos);
        // Both take their time in a fresh process, and neither needs the other.
        CompletableFuture<Vertx> network = CompletableFuture.supplyAsync(() -> HttpFront.network(bounds, refusals));
        DataPlace data = DataPlace.of(settings.dataDirectory());
        StreamStore store;
        try {
            store = StreamStore.open(LocalDisk.open(data.path()), settings.syncPolicy(), settings.clock());
        } catch (StoreException | LogException e) {
            network.thenAccept(Vertx::close);
            data.discard();
            throw new KinesisServerException(e);
        }
        try {
            Backend backend = backend(settings, store, times);
            HttpFront front = HttpFront.start(
                    network.join(),
                    http(settings, bounds),
                    new Dispatcher(backend, identity(settings), refusals),
                    nanos);
            return new KinesisServer(settings, data, backend, front);
        } catch (ListenException | LogException e) {
            network.thenAccept(Vertx::close);
            store.close();
            data.discard();
            throw new KinesisServerException(e);
        }
    }

    private static Backend backend(KinesisServerSettings settings, StreamStore store, Subscriptions.Times times) {
        return new Backend(
                store,
                settings.clock(),
                new Account(settings.accountId(), settings.region()),
                new Tokens(store.tokenKey()),
                new Backend.Limits(settings.stateChangeDelay().toMillis(), settings.shardsMax()),
                new Subscriptions(times),
                new Activity(settings.limits()),
                new Faults(settings.faults()));
    }

    private static HttpSettings http(KinesisServerSettings settings, HttpSettings.Bounds bounds) {
        return new HttpSettings(settings.host(), settings.port(), settings.tls(), settings.tlsPort(), bounds);
    }

    private static Identity identity(KinesisServerSettings settings) {
        SignatureCheck check = settings.accessKeys().isEmpty()
                ? null
                : new SignatureCheck(new AccessKeys(settings.accessKeys()), settings.region(), settings.clock());
        return new Identity(check, settings.accountId());
    }

    private static void checkCertificate(KinesisServerSettings settings) {
        TlsSettings tls = settings.tls();
        if (tls != null) {
            try {
                tls.check();
            } catch (IllegalArgumentException e) {
                throw new KinesisServerException(e);
            }
        }
    }

    private static void checkHost(KinesisServerSettings settings) {
        try {
            if (!InetAddress.getByName(settings.host()).isLoopbackAddress()
                    && settings.accessKeys().isEmpty()
                    && !settings.unauthenticatedRemoteAccess()) {
                throw new KinesisServerException("The address " + settings.host()
                        + " can be reached from other machines: give --credentials FILE, so that requests must be"
                        + " signed, listen on 127.0.0.1, or allow unauthenticated remote access explicitly");
            }
        } catch (UnknownHostException e) {
            throw new KinesisServerException("There is no address for the host " + settings.host());
        }
    }

    /** Where clients find the server: what to give an SDK as endpoint override. */
    public URI endpoint() {
        return endpoint;
    }

    /** The same with TLS, or null if there is no port with TLS. */
    public @Nullable URI tlsEndpoint() {
        return tlsEndpoint;
    }

    /** Has other faults happen from the next call on; {@link FaultPlan#NONE} ends them. */
    public void faults(FaultPlan plan) {
        backend.faults().change(plan);
    }

    public Path dataDirectory() {
        return data.path();
    }

    /** Answers what has come in, commits it, and lets go of port and data directory. Closing twice is no error. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                housekeeping.close();
                front.close();
            } finally {
                try {
                    store.close();
                } finally {
                    data.discard();
                }
            }
        }
    }
}
