package dev.millrace.cli.demo;

/** What a demo does, checked. */
record DemoSettings(int recordsPerSecond, int seconds, int crashes, long seed, boolean onSpark) {
    DemoSettings {
        require(recordsPerSecond >= 1 && recordsPerSecond <= 100_000, "--records-per-second is from 1 to 100000");
        require(seconds >= 1 && seconds <= 3_600, "--seconds is from 1 to 3600");
        require(crashes >= 0 && crashes <= 1_000, "--crashes is from 0 to 1000");
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
