package dev.millrace.benchmarks.kafka;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Peer;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;

/** The contestants that need a broker, but for Spark's. */
public final class KafkaContestants implements Peer {
    @Override
    public boolean runs(Program program, Side side) {
        return program.isOfKafka() && side != Side.DSTREAM;
    }

    @Override
    public Contestant contestant(Order order) {
        return switch (order.program()) {
            case KAFKA_COUNT ->
                switch (order.side()) {
                    case LOOP -> new KeyCount(order, new PollLoop());
                    case MILLRACE -> new KeyCount(order, new DirectStreamCount());
                    case KAFKA_STREAMS -> new KeyCount(order, new StreamsCount());
                    default -> throw new IllegalArgumentException(order.side() + " reads no Kafka");
                };
            case KAFKA_COPY -> new TimedCopy(order, copying(order.side()));
            case KAFKA_COPY_EXACTLY_ONCE -> new TimedCopy(order, MillraceCopy::exactlyOnce);
            case KAFKA_COPY_GROUPED -> new TimedCopy(order, MillraceCopy::grouped);
            default -> throw new IllegalArgumentException(order.program() + " isn't about Kafka");
        };
    }

    private static TimedCopy.Copying copying(Side side) {
        return side == Side.LOOP ? CopyLoop::new : MillraceCopy::atLeastOnce;
    }
}
