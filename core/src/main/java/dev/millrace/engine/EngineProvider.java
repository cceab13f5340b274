package dev.millrace.engine;

import dev.millrace.MillraceException;
import dev.millrace.storage.CheckpointStorage;
import java.net.URI;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Makes the engine for masters that the embedded one doesn't serve. A module on the class path offers one through
 * {@link ServiceLoader}; it knows of nothing before it is asked.
 */
public interface EngineProvider {
    /** Whether a program can run there: {@code spark://host:7077}, {@code yarn}. Says so without looking for it. */
    boolean serves(String master);

    /** The master that this process was submitted to, which counts where the program names none; or null. */
    @Nullable
    String submittedMaster();

    /**
     * The checkpoint in a directory that all of the engine's processes reach: {@code file:///…}, {@code hdfs://…}.
     *
     * @throws MillraceException CONFIGURATION if the engine can't keep a checkpoint there
     */
    CheckpointStorage openCheckpoint(URI location);

    /** An engine, which is closed by who opens it; {@code storage} is the checkpoint's, or null. */
    Engine open(EngineSettings settings, @Nullable CheckpointStorage storage);

    /** All providers on the class path of the calling thread. */
    static List<EngineProvider> all() {
        return ServiceLoader.load(EngineProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /**
     * The provider that serves a master.
     *
     * @throws MillraceException CONFIGURATION if none does
     */
    static EngineProvider serving(String master) {
        return all().stream()
                .filter(provider -> provider.serves(master))
                .findFirst()
                .orElseThrow(() -> unknown(master));
    }

    private static MillraceException unknown(String master) {
        return new MillraceException(
                MillraceException.Kind.CONFIGURATION,
                "master(\"" + master + "\"): this is no local, local[n] or local[*], and nothing on the class path"
                        + " serves it; for Spark's masters (spark://…, yarn, k8s://…) put dev.millrace:millrace-spark"
                        + " there, and Spark itself if the program isn't started by spark-submit");
    }
}
