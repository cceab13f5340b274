package dev.millrace.benchmarks.dstream;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.OpenLoop;
import dev.millrace.benchmarks.fork.Order;
import java.util.concurrent.ExecutionException;
import org.apache.spark.api.java.Optional;
import org.apache.spark.api.java.function.Function3;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.State;
import org.apache.spark.streaming.StateSpec;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;
import scala.reflect.ClassTag;

/** Row 9 for Spark: running counts by {@code mapWithState}, at the smallest interval that it keeps up with. */
@SuppressWarnings("deprecation") // Spark has deprecated what is compared here
final class DStreamLatency implements Contestant {
    private static final Duration INTERVAL = new Duration(200);

    private final Order order;

    DStreamLatency(Order order) {
        this.order = order;
    }

    @Override
    public ForkResult compete(Effort effort) throws ExecutionException, InterruptedException {
        OpenLoop loop = OpenLoop.begin(order.size(), effort);
        try (JavaStreamingContext context = new JavaStreamingContext(SparkConfs.of("latency", false), INTERVAL)) {
            context.checkpoint(order.data().resolve("checkpoint").toString());
            Function3<Long, Optional<Long>, State<Long>, Tuple2<Long, Long>> count = (key, number, state) -> {
                long counted = (state.exists() ? state.get() : 0) + 1;
                state.update(counted);
                return new Tuple2<>(number.get(), counted);
            };
            ClassTag<Long> type = ClassTag.apply(Object.class);
            JavaDStream.fromDStream(new DueDStream(context.ssc()), type)
                    .mapToPair(number -> new Tuple2<>(OpenLoop.key(number), number))
                    .mapWithState(StateSpec.function(count))
                    .foreachRDD(rdd -> rdd.foreach(counted -> OpenLoop.current().seen(counted._1(), counted._2())));
            context.start();
            return loop.result().get();
        }
    }
}
