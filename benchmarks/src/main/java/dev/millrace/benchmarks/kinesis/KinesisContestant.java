package dev.millrace.benchmarks.kinesis;

import dev.millrace.benchmarks.fork.Contestant;
import dev.millrace.benchmarks.fork.Effort;
import dev.millrace.benchmarks.fork.ForkResult;
import dev.millrace.benchmarks.fork.Order;
import dev.millrace.benchmarks.fork.Program;
import dev.millrace.benchmarks.fork.Side;
import dev.millrace.benchmarks.fork.WrongAnswerException;
import java.io.IOException;

/** A server of Kinesis's protocol in a process of its own, under the load of row 16, which comes from this process. */
public final class KinesisContestant implements Contestant {
    private static final int CALLS_TO_READ = 40;

    private final Order order;

    private KinesisContestant(Order order) {
        this.order = order;
    }

    public static Contestant of(Order order) {
        return new KinesisContestant(order);
    }

    @Override
    public ForkResult compete(Effort effort) throws IOException, InterruptedException {
        try (Contender contender = start()) {
            Load load = new Load(contender, order.size());
            load.create();
            if (order.program() == Program.KINESIS_FAN_OUT) {
                return new FanOutLoad(contender, load).run(effort);
            }
            String hash = load.hashOfOneCall();
            if (!hash.equals(load.expectedHash())) {
                throw new WrongAnswerException("put " + load.expectedHash() + ", read back " + hash);
            }
            CallSeries series;
            if (order.program() == Program.KINESIS_READ) {
                load.fill(CALLS_TO_READ);
                series = load.read(effort);
            } else {
                series = load.put(effort);
            }
            return new ForkResult(hash, series.isFlat(), series.metrics());
        }
    }

    private Contender start() throws IOException, InterruptedException {
        if (order.side() == Side.MILLRACE) {
            boolean synced =
                    order.program() == Program.KINESIS_PUT_SYNCED || order.program() == Program.KINESIS_FAN_OUT;
            return Contender.millrace(synced ? "every-commit" : "os", order.data());
        }
        PeerModules modules = PeerModules.ofBuild();
        return order.side() == Side.KINESALITE ? Contender.kinesalite(modules) : Contender.kinesisMock(modules);
    }
}
