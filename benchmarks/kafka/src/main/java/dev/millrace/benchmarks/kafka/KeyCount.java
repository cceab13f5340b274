package dev.millrace.benchmarks.kafka;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.input.Digest;
import java.util.Map;

/** Fills a topic, then has it counted. */
public final class KeyCount implements Contestant {
    private final Order order;
    private final Counting counting;

    public KeyCount(Order order, Counting counting) {
        this.order = order;
        this.counting = counting;
    }

    @Override
    public ForkResult compete(Effort effort) throws Exception {
        try (CountedTopic topic = CountedTopic.filled(order.data(), order.size())) {
            Stretch stretch = new Stretch(order.size());
            Map<String, Long> counts = counting.count(topic, stretch);
            Digest digest = new Digest();
            counts.forEach((key, count) -> digest.add(key.hashCode(), count));
            return new ForkResult(digest.hash(), stretch.isFlat(), stretch.metrics());
        }
    }
}
