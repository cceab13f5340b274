package dev.millrace.spark;

import dev.millrace.MillraceException;
import dev.millrace.storage.StoredObject;
import java.io.Serializable;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockManagerId;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;

/**
 * Asks every executor, at the start, what would only show in a batch: whether it sees what the driver writes to the
 * checkpoint, runs the same Spark, and has the program's classes. Executors that come later see for themselves.
 */
final class ExecutorProbe {
    private static final String PREFIX = "probe/";
    private static final int ROUNDS_MAX = 3;

    private final JavaSparkContext context;
    private final Question question;
    private final Map<String, Answer> answers = new TreeMap<>();

    /** What an executor is asked: where the checkpoint is or null, an object in it, and names of classes. */
    record Question(@Nullable URI checkpoint, String object, List<String> classes) implements Serializable {
        Answer answer() {
            BlockManagerId here = SparkEnv.get().blockManager().blockManagerId();
            boolean sees = checkpoint == null || isThere(checkpoint, object);
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            List<String> missing =
                    classes.stream().filter(name -> !hasClass(name, loader)).toList();
            return new Answer(here.executorId(), here.host(), sees, SparkVersion.running(), missing);
        }

        private static boolean hasClass(String name, ClassLoader loader) {
            try {
                Class.forName(name, false, loader);
                return true;
            } catch (ClassNotFoundException | LinkageError e) {
                return false;
            }
        }
    }

    /** What it says. */
    record Answer(String executor, String host, boolean seesCheckpoint, String sparkVersion, List<String> missing)
            implements Serializable {}

    private ExecutorProbe(JavaSparkContext context, Question question) {
        this.context = context;
        this.question = question;
    }

    /** The name of the object that executors of an engine look for. */
    static String objectOf(String engine) {
        return PREFIX + engine;
    }

    /** Whether a process sees an object that the driver has written. */
    static boolean isThere(URI checkpoint, String object) {
        try {
            SharedCheckpointStorage.at(checkpoint).read(object);
            return true;
        } catch (MillraceException e) {
            if (e.kind() == MillraceException.Kind.CORRUPT_DATA) {
                return false; // it isn't there
            }
            throw e;
        }
    }

    /** Writes what the executors of an engine look for. */
    static void write(SharedCheckpointStorage checkpoint, String engine) {
        checkpoint.create(new StoredObject(objectOf(engine), ByteBuffer.allocate(0)));
    }

    /** Deletes what former engines have left of this. */
    static void deleteOthers(SharedCheckpointStorage checkpoint, String engine) {
        List<String> others = new ArrayList<>(checkpoint.list(PREFIX));
        others.remove(objectOf(engine));
        checkpoint.delete(others);
    }

    static void delete(SharedCheckpointStorage checkpoint, String engine) {
        checkpoint.delete(List.of(objectOf(engine)));
    }

    /**
     * Asks all executors that are there, and waits for some if none is.
     *
     * @throws MillraceException CONFIGURATION where something is missing; says where and what to do
     */
    static void run(SparkEngine engine, Collection<String> classes) {
        Question question = new Question(engine.checkpoint(), objectOf(engine.id()), List.copyOf(classes));
        ExecutorProbe probe = new ExecutorProbe(engine.context(), question);
        probe.ask(engine.parallelism());
        probe.judge();
    }

    private void ask(int tasks) {
        try {
            take(context.parallelize(Collections.nCopies(tasks, Serialized.of(question)), tasks));
            for (int round = 0; round < ROUNDS_MAX; round++) {
                List<BlockManagerId> silent = silent();
                if (silent.isEmpty()) {
                    return;
                }
                take(preferring(silent));
            }
        } catch (Exception e) {
            throw Failures.ofStart(e);
        }
    }

    private void take(JavaRDD<Serialized<Question>> questions) {
        questions.map(asked -> Serialized.of(asked.value().answer())).collect().forEach(given -> {
            Answer answer = given.value();
            answers.put(answer.executor(), answer);
        });
    }

    private List<BlockManagerId> silent() {
        List<BlockManagerId> silent = new ArrayList<>();
        Set<BlockManagerId> known = CollectionConverters.asJava(
                        SparkEnv.get().blockManager().master().getMemoryStatus())
                .keySet();
        for (BlockManagerId executor : known) {
            if (!executor.isDriver() && !answers.containsKey(executor.executorId())) {
                silent.add(executor);
            }
        }
        return silent;
    }

    /** A task for each of these executors, which Spark runs there unless that takes long. */
    private JavaRDD<Serialized<Question>> preferring(List<BlockManagerId> executors) {
        List<Tuple2<Serialized<Question>, Seq<String>>> tasks = new ArrayList<>();
        for (BlockManagerId executor : executors) {
            String place = "executor_" + executor.host() + "_" + executor.executorId();
            tasks.add(new Tuple2<>(
                    Serialized.of(question),
                    CollectionConverters.asScala(List.of(place)).toSeq()));
        }
        ClassTag<Serialized<Question>> tag = ClassTag.apply(Serialized.class);
        return JavaRDD.fromRDD(
                context.sc().makeRDD(CollectionConverters.asScala(tasks).toSeq(), tag), tag);
    }

    private void judge() {
        Set<String> blind = answers.values().stream()
                .filter(answer -> !answer.seesCheckpoint())
                .map(Answer::host)
                .collect(Collectors.toSet());
        if (!blind.isEmpty()) {
            throw unseen(String.valueOf(question.checkpoint()), "executors on " + blind + " don't see");
        }
        for (Answer answer : answers.values()) {
            if (!answer.sparkVersion().equals(SparkVersion.running())) {
                throw new MillraceException(
                        MillraceException.Kind.CONFIGURATION,
                        "executor " + answer.executor() + " on " + answer.host() + " runs Spark "
                                + answer.sparkVersion() + ", the driver " + SparkVersion.running()
                                + ": both must be the same");
            }
            if (!answer.missing().isEmpty()) {
                throw Failures.missing(
                        "executor " + answer.executor() + " on " + answer.host() + " lacks the program's classes "
                                + answer.missing(),
                        null);
            }
        }
    }

    static MillraceException unseen(String checkpoint, String who) {
        return new MillraceException(
                MillraceException.Kind.CONFIGURATION,
                "checkpoint directory " + checkpoint + ": " + who
                        + " what the driver writes there. It must be on storage"
                        + " that all of them share under the same path");
    }
}
