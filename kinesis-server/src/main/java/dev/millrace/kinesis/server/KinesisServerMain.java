package dev.millrace.kinesis.server;

/** Runs a server as a command: {@code java -cp … dev.millrace.kinesis.server.KinesisServerMain --port 4567 --data DIR}. */
public final class KinesisServerMain {
    private KinesisServerMain() {}

    public static void main(String[] arguments) {
        System.exit(KinesisServerCommand.commandLine().execute(arguments));
    }
}
