package dev.millrace.spark;

import java.util.function.Supplier;
import org.apache.spark.SparkContext$;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The Spark context of this process, of which Spark allows one: started for the first engine that wants it and stopped with
 * the last, unless it was there before. Any thread.
 */
final class SharedContext {
    private static @Nullable JavaSparkContext started;
    private static int leases;

    private final JavaSparkContext context;
    private final boolean ours;

    private SharedContext(JavaSparkContext context, boolean ours) {
        this.context = context;
        this.ours = ours;
    }

    static SharedContext lease(Supplier<JavaSparkContext> start) {
        synchronized (SharedContext.class) {
            JavaSparkContext here = started;
            if (here == null || here.sc().isStopped()) {
                if (SparkContext$.MODULE$.getActive().isDefined()) {
                    return new SharedContext(
                            JavaSparkContext.fromSparkContext(
                                    SparkContext$.MODULE$.getActive().get()),
                            false);
                }
                here = start.get();
                started = here;
                leases = 0;
            }
            leases++;
            return new SharedContext(here, true);
        }
    }

    JavaSparkContext context() {
        return context;
    }

    void giveBack() {
        synchronized (SharedContext.class) {
            if (ours && context == started && --leases == 0) {
                started = null;
                context.stop();
            }
        }
    }
}
