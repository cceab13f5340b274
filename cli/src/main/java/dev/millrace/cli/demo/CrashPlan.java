package dev.millrace.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** When a process of the word count is killed, which, and where in a batch: the same for the same seed. */
record CrashPlan(List<Crash> crashes) {
    /** One kill: not before {@code afterMillis} of the demo's sending time, at that point of a batch. */
    record Crash(long afterMillis, CrashPoint point, Victim victim) {}

    /** Which process of the word count is killed. */
    enum Victim {
        /** The program itself, the driver on Spark; it is started again on its checkpoint. */
        PROGRAM,
        /** The Spark executor whose task came to the point; the batch goes on without it. */
        EXECUTOR
    }

    /**
     * Spreads the kills evenly over the time of sending, each somewhere in its share. Of every ten one falls between the
     * steps in which a batch's files are published; the others before the batch is done. On Spark executors and drivers
     * take turns; it is the driver who publishes.
     */
    static CrashPlan of(DemoSettings settings) {
        Random random = new Random(settings.seed());
        int publicationTurn = random.nextInt(10);
        List<Crash> crashes = new ArrayList<>();
        double share = settings.seconds() * 1000.0 / (settings.crashes() + 1);
        for (int i = 0; i < settings.crashes(); i++) {
            Victim victim = settings.onSpark() && i % 2 == 0 ? Victim.EXECUTOR : Victim.PROGRAM;
            CrashPoint beforeDone = random.nextBoolean() ? CrashPoint.BEFORE_STAGING : CrashPoint.AFTER_STAGING;
            CrashPoint point = i % 10 == publicationTurn && victim == Victim.PROGRAM
                    ? CrashPoint.BETWEEN_PUBLICATIONS
                    : beforeDone;
            crashes.add(new Crash((long) (share * (i + 0.4 + 0.5 * random.nextDouble())), point, victim));
        }
        return new CrashPlan(List.copyOf(crashes));
    }
}
