package dev.millrace.kinesis.server.action;

import dev.millrace.kinesis.server.wire.ServiceException;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Faults on demand, by chance with a seed. Any thread may use it; a new plan holds from the next call on. */
public final class Faults {
    private static final Set<String> DATA = Set.of("PutRecord", "PutRecords", "GetRecords", "GetShardIterator");

    private volatile FaultPlan plan;
    private Random random;

    /** What is to happen to a call. */
    public enum Fate {
        NORMAL,
        DISCONNECT,
        LOSE_REPLY
    }

    public Faults(FaultPlan plan) {
        this.plan = plan;
        this.random = new Random(plan.seed());
    }

    public synchronized void change(FaultPlan value) {
        plan = value;
        random = new Random(value.seed());
    }

    public FaultPlan plan() {
        return plan;
    }

    /** What becomes of a call's connection. */
    public Fate fate(String operation) {
        return plan.equals(FaultPlan.NONE) ? Fate.NORMAL : fateByChance(operation);
    }

    private synchronized Fate fateByChance(String operation) {
        if (!plan.concerns(operation)) {
            return Fate.NORMAL;
        }
        if (happens(plan.disconnect())) {
            return Fate.DISCONNECT;
        }
        return happens(plan.lost()) ? Fate.LOSE_REPLY : Fate.NORMAL;
    }

    /** Throws the error that a call is to fail with, if it is. */
    void check(String operation) {
        if (!plan.equals(FaultPlan.NONE)) {
            checkByChance(operation);
        }
    }

    private synchronized void checkByChance(String operation) {
        if (!plan.concerns(operation)) {
            return;
        }
        if (happens(plan.throttle())) {
            throw ServiceException.client(
                    DATA.contains(operation) ? "ProvisionedThroughputExceededException" : "LimitExceededException",
                    "Rate exceeded, as was asked for.");
        }
        if (happens(plan.error())) {
            throw ServiceException.internalFailure();
        }
        ServiceException named = namedByChance();
        if (named != null) {
            throw named;
        }
    }

    private @Nullable ServiceException namedByChance() {
        FaultPlan.Failure failure = plan.failure();
        if (failure == null || !happens(failure.rate())) {
            return null;
        }
        return failure.type().equals("InternalFailure")
                ? ServiceException.internalFailure()
                : ServiceException.client(failure.type(), "As was asked for.");
    }

    /** The error that a subscription is to end with instead of its next event, or null. */
    @Nullable
    ServiceException ofEvent() {
        return plan.failure() == null ? null : ofEventByChance();
    }

    private synchronized @Nullable ServiceException ofEventByChance() {
        return plan.concerns("SubscribeToShard") ? namedByChance() : null;
    }

    /** How much later a reply is sent. */
    public long latencyMillis(String operation) {
        return plan.latencyMaxMillis() == 0 ? 0 : latencyByChance(operation);
    }

    private synchronized long latencyByChance(String operation) {
        if (!plan.concerns(operation) || plan.latencyMaxMillis() == 0) {
            return 0;
        }
        long range = plan.latencyMaxMillis() - plan.latencyMinMillis();
        return plan.latencyMinMillis() + (range == 0 ? 0 : (long) (random.nextDouble() * (range + 1)));
    }

    /** Whether a record of PutRecords is to fail. */
    boolean failsRecord() {
        return plan.partial() > 0 && failsRecordByChance();
    }

    private synchronized boolean failsRecordByChance() {
        return plan.concerns("PutRecords") && happens(plan.partial());
    }

    private boolean happens(double rate) {
        return rate > 0 && random.nextDouble() < rate;
    }
}
