package dev.millrace.cli;

import dev.millrace.cli.demo.DemoCommand;
import dev.millrace.kinesis.server.KinesisServerCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code millrace} command: what it can do, and who does it. */
@Command(
        name = "millrace",
        mixinStandardHelpOptions = true,
        version = "millrace 0.1.0",
        description = "Discretized streams, embedded in any JVM: small batches, exactly once.",
        subcommands = {DemoCommand.class, KinesisServerCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class Millrace {
    private Millrace() {}

    public static void main(String[] arguments) {
        CommandLine commandLine = commandLine();
        System.exit(arguments.length == 0 ? usage(commandLine) : commandLine.execute(arguments));
    }

    static CommandLine commandLine() {
        return KinesisServerCommand.failingInOneLine(new CommandLine(new Millrace()));
    }

    private static int usage(CommandLine commandLine) {
        commandLine.usage(System.err);
        return CommandLine.ExitCode.USAGE;
    }
}
