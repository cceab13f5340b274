package dev.millrace.cli.demo;

/** What a demo does, checked. */
record DemoSettings(Source source, int recordsPerSecond, int seconds, int crashes, long seed, boolean onSpark) {
    /** What the words come from. */
    enum Source {
        KINESIS(DemoWordCount.class),
        KAFKA(DemoKafkaWordCount.class);

        private final Class<?> wordCount;

        Source(Class<?> wordCount) {
            this.wordCount = wordCount;
        }

        static Source of(String name) {
            return switch (name) {
                case "kinesis" -> KINESIS;
                case "kafka" -> KAFKA;
                default -> throw new IllegalArgumentException("--source is kinesis or kafka, not " + name);
            };
        }

        /** The program that counts, as it is run here. */
        String wordCountClass() {
            return wordCount.getName();
        }
    }

    DemoSettings {
        require(source == Source.KINESIS || !onSpark, "--on-spark goes with --source kinesis alone");
        require(recordsPerSecond >= 1 && recordsPerSecond <= 100_000, "--records-per-second is from 1 to 100000");
        require(seconds >= 1 && seconds <= 3_600, "--seconds is from 1 to 3600");
        require(crashes >= 0 && crashes <= 1_000, "--crashes is from 0 to 1000");
    }

    /** A kill can take longer than its share of the time, and there must be something to count until the last. */
    boolean sendsUntilStopped() {
        return onSpark || source == Source.KAFKA;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
