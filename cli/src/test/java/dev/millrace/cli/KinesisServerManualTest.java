package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/kinesis-server.md, taken from the page and typed into a shell. Only its port is another one, so that two may be followed at once. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KinesisServerManualTest {
    private static final Path PAGE = Path.of("..", "docs", "kinesis-server.md");
    private static final String PORT_OF_THE_PAGE = "4567";
    private static final String START = "./millrace kinesis-server --port";

    @TempDir
    private Path directory;

    private List<String> typed = List.of();
    private int port;
    private Server server = new Server(null, "");

    private record Server(@Nullable Process process, String firstLine) {}

    @BeforeEach
    void openThePage() throws IOException {
        port = freePort();
        typed = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("    "))
                .map(line -> line.strip().replace(PORT_OF_THE_PAGE, Integer.toString(port)))
                .toList();
        // What the checkout's script does when everything is built.
        Path script = Files.writeString(
                directory.resolve("millrace"),
                "#!/bin/sh\nexec '%s' -Xshare:auto -cp '%s' %s \"$@\"\n"
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path"),
                                Millrace.class.getName()));
        assertTrue(script.toFile().setExecutable(true));
    }

    /** Below those that systems give to clients, one of which could have it before the server. */
    private static int freePort() throws IOException {
        Random chance = new Random();
        for (int attempt = 1; ; attempt++) {
            int candidate = 20_000 + chance.nextInt(12_000);
            try (ServerSocket free = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException e) {
                if (attempt == 100) {
                    throw e;
                }
            }
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        Process process = server.process;
        if (process != null) {
            process.destroy();
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), "SIGTERM ends it");
        }
    }

    private static void assumeInstalled(String command) {
        Assumptions.assumeTrue(
                Arrays.stream(Objects.requireNonNullElse(System.getenv("PATH"), "")
                                .split(File.pathSeparator))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, command))),
                "There is no `" + command + "` on the PATH: install it to run this test");
    }

    /** The one line of the page that begins so. */
    private String line(String beginning) {
        List<String> found =
                typed.stream().filter(line -> line.startsWith(beginning)).toList();
        assertEquals(1, found.size(), () -> "lines of the page that begin with " + beginning + ": " + found);
        return found.get(0);
    }

    private ProcessBuilder shell(String commands) {
        ProcessBuilder builder = new ProcessBuilder("bash", "-ec", commands)
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().put("AWS_CONFIG_FILE", directory.resolve("none").toString());
        builder.environment()
                .put("AWS_SHARED_CREDENTIALS_FILE", directory.resolve("none").toString());
        builder.environment().put("AWS_DEFAULT_OUTPUT", "text");
        return builder;
    }

    /** Starts the server by a command, and waits for the line that says that it is ready. */
    private void startServer(String command) throws IOException, InterruptedException {
        stop();
        Process process = shell("exec " + command).start();
        BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String said = String.valueOf(output.readLine());
        while (said.startsWith("SLF4J")) {
            said = String.valueOf(output.readLine());
        }
        server = new Server(process, said);
    }

    private String type(String... commands) throws IOException, InterruptedException {
        Process process = shell(String.join("\n", commands)).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        return process.waitFor() + ": " + output;
    }

    @Test
    void aNewUserStartsItAndPointsClientsAtIt() throws Exception {
        assumeInstalled("aws");
        startServer(line(START));
        assertEquals(line("Kinesis server listening on"), server.firstLine);
        String environment = line("export AWS_ACCESS_KEY_ID");
        assertEquals("0: ", type(environment, line("aws --endpoint-url")));
        assertEquals("0: clicks", type(environment, """
                kinesis() { aws --endpoint-url http://127.0.0.1:%d kinesis "$@"; }
                kinesis wait stream-exists --stream-name clicks
                kinesis put-record --stream-name clicks --partition-key k --data aGVsbG8= --query 'not_null(`clicks`)'
                """.formatted(port)));
        // Killed at once: what was acknowledged is there again.
        Objects.requireNonNull(server.process).destroyForcibly();
        startServer(line(START));
        Assumptions.assumeTrue(
                type("python3 -c 'import boto3'").startsWith("0"),
                "No python3 has boto3: install the package python3-boto3 to have its line of the page typed too");
        assertEquals("0: k", type(environment, """
                        python3 - <<'END'
                        import boto3
                        kinesis = %s
                        for shard in kinesis.list_shards(StreamName="clicks")["Shards"]:
                            begin = kinesis.get_shard_iterator(StreamName="clicks", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")
                            for record in kinesis.get_records(ShardIterator=begin["ShardIterator"])["Records"]:
                                print(record["PartitionKey"])
                        END
                        """.formatted(line("boto3.client("))));
    }

    @Test
    void faultsAreAskedForAtTheStartAndAtRunTime() throws Exception {
        assumeInstalled("curl");
        String faults = "curl -s http://127.0.0.1:" + port + "/faults";
        for (String options :
                typed.stream().filter(line -> line.startsWith("--faults")).toList()) {
            startServer(line(START) + " " + options);
            String plan = options.substring("--faults ".length()).replace("operations=", "");
            String said = type(faults);
            for (String part : plan.split("[,+]")) {
                assertTrue(said.contains(part), () -> part + " in " + said);
            }
        }
        List<String> curls =
                typed.stream().filter(line -> line.startsWith("curl")).toList();
        assertEquals(3, curls.size(), curls::toString);
        assertTrue(type(quiet(curls.get(0))).contains("throttle=0.5"));
        assertTrue(type(quiet(curls.get(1))).contains("throttle=0.5"));
        type(quiet(curls.get(2)));
        assertTrue(type(faults).contains("throttle=0.0"));
        assertTrue(type("curl -s http://127.0.0.1:" + port + "/metrics").contains("kinesis_calls_total"));
        assertTrue(type("curl -s -H 'Accept: text/html' http://127.0.0.1:" + port + "/")
                .contains("<h1>Kinesis server</h1>"));
    }

    private static String quiet(String curl) {
        return curl.replace("curl ", "curl -s ");
    }

    @Test
    void whoHasNoKeyIsNotLetInNorByTls() throws Exception {
        assumeInstalled("aws");
        int keys = typed.indexOf("[default]");
        Files.write(directory.resolve("keys"), typed.subList(keys, typed.indexOf("user = reader") + 1));
        startServer(line(START) + " --credentials keys --tls");
        assertTrue(server.firstLine.startsWith("Kinesis server listening on https://"), server.firstLine);
        String list = "aws --no-verify-ssl --endpoint-url https://127.0.0.1:" + port + " kinesis list-streams"
                + " --query StreamNames 2>&1 | grep -v -i warn";
        String region = "export AWS_DEFAULT_REGION=us-east-1 PYTHONWARNINGS=ignore";
        String mine = "export AWS_ACCESS_KEY_ID=AKIAEXAMPLE AWS_SECRET_ACCESS_KEY=";
        assertTrue(type(region, mine + "wrong", list).contains("InvalidSignatureException"));
        assertEquals("0: ", type(region, "export AWS_SHARED_CREDENTIALS_FILE=keys", list + " || true"));
        assertTrue(type(region, "export AWS_SHARED_CREDENTIALS_FILE=keys AWS_PROFILE=partner", list)
                .contains("AccessDeniedException"));
    }
}
