package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.engine.Engine;
import dev.millrace.engine.EngineProvider;
import dev.millrace.engine.EngineSettings;
import dev.millrace.storage.CheckpointStorage;
import java.net.URI;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/** Serves Spark's masters, and {@code spark-local[n]}: Spark inside of this JVM, for tests of what Spark demands. */
public final class SparkEngineProvider implements EngineProvider {
    private static final Pattern MASTERS = Pattern.compile("spark://.+|yarn|k8s://.+|local-cluster\\[.+]");
    private static final String LOCAL = "spark-local";

    @Override
    public boolean serves(String master) {
        return MASTERS.matcher(master).matches() || master.equals(LOCAL) || master.startsWith(LOCAL + "[");
    }

    @Override
    public @Nullable String submittedMaster() {
        return System.getProperty("spark.master");
    }

    @Override
    public CheckpointStorage openCheckpoint(URI location) {
        return SharedCheckpointStorage.create(location);
    }

    @Override
    public Engine open(EngineSettings settings, @Nullable CheckpointStorage storage) {
        if (storage != null && !(storage instanceof SharedCheckpointStorage)) {
            throw new MillraceException(
                    MillraceException.Kind.CONFIGURATION,
                    "on Spark executors write to the checkpoint themselves: give checkpointDirectory a directory that"
                            + " all of them reach under the same path, instead of a checkpointStorage");
        }
        SharedCheckpointStorage checkpoint = (SharedCheckpointStorage) storage;
        try {
            return start(settings, checkpoint);
        } catch (NoClassDefFoundError e) {
            throw new MillraceException(
                    MillraceException.Kind.CONFIGURATION,
                    "master(\"" + settings.master()
                            + "\"): Spark itself isn't on the class path; start the program with"
                            + " spark-submit, or put org.apache.spark:spark-core_2.13 there",
                    e);
        } catch (LinkageError e) {
            throw SparkVersion.other("the Spark on the class path lacks what this module calls (" + e + ")", e);
        }
    }

    private static Engine start(EngineSettings settings, @Nullable SharedCheckpointStorage checkpoint) {
        SparkVersion.check(SparkVersion.running());
        SharedContext shared = SharedContext.lease(() -> start(settings));
        SparkEngine engine =
                new SparkEngine(shared.context(), settings.serdes(), settings.clock(), checkpoint, shared::giveBack);
        try {
            ExecutorProbe.run(engine, settings.functionClasses());
            return engine;
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    /** Spark itself only says that it can't parse such a master where the module that serves it is missing. */
    private static void checkModule(String master, String prefix, String served, String module) {
        if (!master.startsWith(prefix)) {
            return;
        }
        try {
            Class.forName(served, false, SparkConf.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new MillraceException(
                    MillraceException.Kind.CONFIGURATION,
                    "master(\"" + master + "\"): Spark's module for it isn't on the class path; start the program with"
                            + " spark-submit of a Spark that has it, or put org.apache.spark:spark-" + module
                            + "_2.13 there",
                    e);
        }
    }

    private static JavaSparkContext start(EngineSettings settings) {
        String master = settings.master().startsWith(LOCAL)
                ? settings.master().substring("spark-".length())
                : settings.master();
        checkModule(master, "k8s://", "org.apache.spark.scheduler.cluster.k8s.KubernetesClusterManager", "kubernetes");
        checkModule(master, "yarn", "org.apache.spark.scheduler.cluster.YarnClusterManager", "yarn");
        SparkConf conf = new SparkConf().setMaster(master);
        conf.setIfMissing("spark.app.name", settings.appName());
        conf.setIfMissing("spark.serializer.extraDebugInfo", "false");
        return new JavaSparkContext(conf);
    }
}
