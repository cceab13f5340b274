package dev.millrace.kinesis.server;

import dev.millrace.kinesis.server.action.FaultPlan;
import dev.millrace.kinesis.server.auth.AccessKeys;
import dev.millrace.kinesis.server.http.TlsSettings;
import dev.millrace.log.SyncPolicy;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The server's command with its options, to run alone or as part of another command. Ends with the process. */
@Command(
        name = "kinesis-server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs a durable Kinesis-compatible service. Point any AWS SDK or the AWS CLI at it by its endpoint"
                        + " URL.")
public final class KinesisServerCommand implements Callable<Integer> {
    private static final Pattern EVERY_MILLIS = Pattern.compile("every-(\\d{1,9})-ms");

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "4567",
            description = "Port to listen on; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where streams and records are kept (default: a temporary directory, deleted at the end).")
    private @Nullable Path data;

    @Option(
            names = "--sync",
            paramLabel = "POLICY",
            defaultValue = "every-commit",
            description =
                    "What an acknowledged record survives: every-commit (power loss), every-N-ms or os (death of the"
                            + " process) (default: ${DEFAULT-VALUE}).")
    private String sync = "";

    @Option(
            names = "--state-delay",
            paramLabel = "MS",
            defaultValue = "100",
            description = "How long a stream stays CREATING, UPDATING or DELETING, in milliseconds (default:"
                    + " ${DEFAULT-VALUE}).")
    private long stateDelayMillis;

    @Option(
            names = "--account",
            paramLabel = "ID",
            defaultValue = "000000000000",
            description = "Account id in ARNs and messages (default: ${DEFAULT-VALUE}).")
    private String account = "";

    @Option(
            names = "--region",
            paramLabel = "REGION",
            defaultValue = "us-east-1",
            description = "Region in ARNs (default: ${DEFAULT-VALUE}).")
    private String region = "";

    @Option(
            names = "--shard-limit",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Open shards of all streams together (default: ${DEFAULT-VALUE}).")
    private int shardLimit;

    @Option(
            names = "--limits",
            paramLabel = "FACTOR",
            defaultValue = "off",
            description = "AWS's limits on shards and calls: aws for as they are, a number for so many times that, off"
                    + " (default: ${DEFAULT-VALUE}).")
    private String limits = "";

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description =
                    "Ask for signed requests: access keys in the form of ~/.aws/credentials, with account and user if"
                            + " they matter. Needed for other addresses than loopback.")
    private @Nullable Path credentials;

    @Option(
            names = "--tls",
            description =
                    "The port speaks TLS (HTTP/1.1 and HTTP/2), by a self-signed certificate unless one is given.")
    private boolean tls;

    @Option(
            names = "--tls-port",
            paramLabel = "PORT",
            description = "Another port besides that speaks TLS; 0 takes a free one.")
    private @Nullable Integer tlsPort;

    @Option(names = "--tls-certificate", paramLabel = "PEM", description = "Certificate chain for TLS.")
    private @Nullable Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "PEM", description = "Key of the certificate, PKCS#8.")
    private @Nullable Path tlsKey;

    @Option(
            names = "--channels",
            paramLabel = "DIR",
            description = "Where channels deliver, laid out as S3 (default: s3 in the data directory).")
    private @Nullable Path channels;

    @Option(
            names = "--faults",
            paramLabel = "PLAN",
            defaultValue = "",
            description =
                    "What goes wrong by chance: throttle=, error=, partial=, disconnect=, lost= with rates from 0 to"
                            + " 1, latency=MS or MS-MS, seed=N, operations=NAME+NAME. PUT /faults changes it.")
    private String faults = "";

    @Option(
            names = "--allow-unauthenticated-remote-access",
            description = "Listen on an address that other machines can reach, though nobody is asked for credentials.")
    private boolean unauthenticatedRemoteAccess;

    /** The command ready to execute. */
    public static CommandLine commandLine() {
        return failingInOneLine(new CommandLine(new KinesisServerCommand()));
    }

    /** This command, or one that has it as a part: mistakes and failures to start are one line on stderr and a status other than 0. */
    public static CommandLine failingInOneLine(CommandLine commandLine) {
        commandLine.setParameterExceptionHandler((failure, arguments) -> {
            PrintWriter err = failure.getCommandLine().getErr();
            err.println(firstLine(failure.getMessage()) + " (--help lists the options)");
            err.flush();
            return CommandLine.ExitCode.USAGE;
        });
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (!(failure instanceof KinesisServerException)) {
                throw failure;
            }
            command.getErr().println(firstLine(failure.getMessage()));
            command.getErr().flush();
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine;
    }

    private static String firstLine(@Nullable String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    /** Serves until the process is told to end (SIGTERM, Ctrl-C) or the thread is interrupted. */
    @Override
    public Integer call() throws InterruptedException {
        KinesisServerSettings settings = settings();
        KinesisServer server = KinesisServer.start(settings);
        Thread closer = new Thread(server::close, "kinesis-server-shutdown");
        Runtime.getRuntime().addShutdownHook(closer);
        PrintWriter out = commandSpec().commandLine().getOut();
        URI tlsEndpoint = server.tlsEndpoint();
        boolean both = tlsEndpoint != null && !tlsEndpoint.equals(server.endpoint());
        out.println("Kinesis server listening on " + server.endpoint() + (both ? " and " + tlsEndpoint : "")
                + ", data in " + server.dataDirectory()
                + (settings.dataDirectory() == null ? " (temporary: deleted at the end)" : ""));
        out.flush();
        try {
            new CountDownLatch(1).await();
            return CommandLine.ExitCode.OK;
        } finally {
            server.close();
            Runtime.getRuntime().removeShutdownHook(closer);
        }
    }

    private KinesisServerSettings settings() {
        try {
            return KinesisServerSettings.builder()
                    .host(host)
                    .port(port)
                    .dataDirectory(data)
                    .accountId(account)
                    .region(region)
                    .syncPolicy(syncPolicy(sync))
                    .stateChangeDelay(Duration.ofMillis(stateDelayMillis))
                    .shardsMax(shardLimit)
                    .limits(limitFactor(limits))
                    .accessKeys(credentials == null ? List.of() : AccessKeys.load(credentials))
                    .tls(tlsSettings())
                    .tlsPort(tlsPort)
                    .channelDirectory(channels)
                    .faults(FaultPlan.parse(faults))
                    .unauthenticatedRemoteAccess(unauthenticatedRemoteAccess)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(commandSpec().commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private @Nullable TlsSettings tlsSettings() {
        boolean given = tlsCertificate != null || tlsKey != null;
        if (given && !tls && tlsPort == null) {
            throw new IllegalArgumentException("A certificate needs --tls or --tls-port");
        }
        return tls || tlsPort != null ? new TlsSettings(tlsCertificate, tlsKey) : null;
    }

    private static double limitFactor(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "off" -> 0;
            case "aws" -> 1;
            default -> {
                try {
                    yield Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException(
                            "Invalid value for --limits: '" + text + "' is none of off, aws, a number", e);
                }
            }
        };
    }

    private static SyncPolicy syncPolicy(String text) {
        Matcher everyMillis = EVERY_MILLIS.matcher(text);
        if (everyMillis.matches()) {
            return SyncPolicy.every(Duration.ofMillis(Long.parseLong(everyMillis.group(1))));
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "every-commit" -> SyncPolicy.everyCommit();
            case "os" -> SyncPolicy.operatingSystem();
            default ->
                throw new IllegalArgumentException(
                        "Invalid value for --sync: '" + text + "' is none of every-commit, every-N-ms, os");
        };
    }

    private CommandSpec commandSpec() {
        if (spec == null) {
            throw new IllegalStateException("The command was not made by picocli");
        }
        return spec;
    }
}
