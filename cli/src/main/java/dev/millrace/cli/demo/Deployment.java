package dev.millrace.cli.demo;

import java.util.List;

/** Where the word count runs: how it is started there, and what else can be killed. */
sealed interface Deployment permits Deployment.Embedded, SparkCluster {
    /** The process of the program. */
    Launch program(String mainClass, List<String> arguments);

    /** SIGKILL for a process that runs tasks for the program. */
    void killExecutor(long process);

    /** All in one JVM. */
    record Embedded() implements Deployment {
        @Override
        public Launch program(String mainClass, List<String> arguments) {
            return Launch.ofThisClassPath("word count", mainClass, arguments);
        }

        @Override
        public void killExecutor(long process) {
            throw new DemoFailure("The embedded word count has no executor to kill.");
        }
    }
}
