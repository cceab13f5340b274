package dev.millrace.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** When a process is killed, which, and where the word count is in a batch: the same for the same seed. */
record CrashPlan(List<Crash> crashes) {
    /** One kill: not before {@code afterMillis} of the demo's sending time, at that point of a batch. */
    record Crash(long afterMillis, CrashPoint point, Victim victim) {}

    /** Which process is killed. */
    enum Victim {
        /** The program itself, the driver on Spark; it is started again on its checkpoint. */
        PROGRAM,
        /** The Spark executor whose task came to the point; the batch goes on without it. */
        EXECUTOR,
        /** The Kafka broker, while the program stands at the point; it is started again on its data. */
        BROKER
    }

    /**
     * Spreads the kills evenly over the time of sending, each somewhere in its share. On Spark executors and drivers take
     * turns, with Kafka the program and the broker.
     */
    static CrashPlan of(DemoSettings settings) {
        Random random = new Random(settings.seed());
        int turn = random.nextInt(10);
        List<Crash> crashes = new ArrayList<>();
        double share = settings.seconds() * 1000.0 / (settings.crashes() + 1);
        for (int i = 0; i < settings.crashes(); i++) {
            Victim victim = victim(settings, i);
            boolean isFirst = random.nextBoolean();
            CrashPoint point = settings.source() == DemoSettings.Source.KAFKA
                    ? transactional((i + turn) % 4 < 2)
                    : staged(isFirst, i % 10 == turn && victim == Victim.PROGRAM);
            crashes.add(new Crash((long) (share * (i + 0.4 + 0.5 * random.nextDouble())), point, victim));
        }
        return new CrashPlan(List.copyOf(crashes));
    }

    private static Victim victim(DemoSettings settings, int number) {
        if (settings.source() == DemoSettings.Source.KAFKA) {
            return number % 2 == 0 ? Victim.PROGRAM : Victim.BROKER;
        }
        return settings.onSpark() && number % 2 == 0 ? Victim.EXECUTOR : Victim.PROGRAM;
    }

    /** Of every ten one falls between the steps in which a batch's files are published; it is the driver who publishes. */
    private static CrashPoint staged(boolean isFirst, boolean isTurnOfPublication) {
        if (isTurnOfPublication) {
            return CrashPoint.BETWEEN_PUBLICATIONS;
        }
        return isFirst ? CrashPoint.BEFORE_STAGING : CrashPoint.AFTER_STAGING;
    }

    /** Of four that follow each other both victims meet both. */
    private static CrashPoint transactional(boolean isOpen) {
        return isOpen ? CrashPoint.IN_TRANSACTION : CrashPoint.AFTER_TRANSACTION;
    }
}
