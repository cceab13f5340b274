package dev.millrace.kinesis.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(300)
class KinesisServerCommandTest {
    /** Runs a command that should not get far; gives its exit status and what it said on stderr. */
    private static String run(String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine command = KinesisServerCommand.commandLine();
        command.setErr(new PrintWriter(err));
        return command.execute(arguments) + ": " + err.toString().replace(System.lineSeparator(), "\n");
    }

    private static void assertOneLine(String expected, String actual) {
        assertEquals(expected + "\n", actual);
    }

    @Test
    void mistakesInTheOptionsAreOneLineAndStatus2() {
        assertOneLine("2: Unknown option: '--bogus' (--help lists the options)", run("--bogus"));
        assertOneLine(
                "2: Invalid value for option '--port': 'x' is not an int (--help lists the options)",
                run("--port", "x"));
        assertOneLine("2: port must be 0 to 65535, not 70000 (--help lists the options)", run("--port", "70000"));
        assertOneLine(
                "2: Invalid value for --sync: 'never' is none of every-commit, every-N-ms, os (--help lists the"
                        + " options)",
                run("--sync", "never"));
        assertOneLine("2: accountId must be 12 digits, not '7' (--help lists the options)", run("--account", "7"));
    }

    @Test
    void anAddressThatOthersCanReachIsRefused() {
        assertOneLine(
                "1: The address 0.0.0.0 can be reached from other machines: give --credentials FILE, so that requests"
                        + " must be signed, listen on 127.0.0.1, or allow unauthenticated remote access explicitly",
                run("--host", "0.0.0.0", "--port", "0"));
        assertOneLine(
                "1: There is no address for the host no.such.host.invalid", run("--host", "no.such.host.invalid"));
    }

    @Test
    void aPortThatIsTakenIsRefused(@TempDir Path data) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertOneLine(
                    "1: Cannot listen on 127.0.0.1, port " + taken.getLocalPort()
                            + ": it is taken or not allowed (Address already in use); choose another port, or 0 for a"
                            + " free one",
                    run("--port", Integer.toString(taken.getLocalPort()), "--data", data.toString()));
        }
        // It has let go of the directory again.
        KinesisServer.start(KinesisServerSettings.builder().dataDirectory(data).build())
                .close();
    }

    @Test
    void aDirectoryThatCannotBeUsedIsRefused(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        String noDirectory = run("--port", "0", "--data", file.toString());
        assertTrue(
                noDirectory.startsWith("1: The data directory " + file + " cannot be made or is no directory"),
                noDirectory);

        Path newer = Files.createDirectory(directory.resolve("newer"));
        Files.writeString(newer.resolve("format"), "millrace-kinesis-server 99\n");
        assertOneLine(
                "1: The data in " + newer + " has format version 99, written by a newer server; this one reads up to 1",
                run("--port", "0", "--data", newer.toString()));
    }

    @Test
    void aDirectoryInUseByAnotherProcessIsRefused(@TempDir Path directory) throws Exception {
        try (ChildServer other = ChildServer.start("--data", directory.toString())) {
            assertOneLine(
                    "1: The data directory " + directory
                            + " is in use by another server; stop that one or choose another directory",
                    run("--port", "0", "--data", directory.toString()));
            assertTrue(other.process().isAlive());
        }
    }

    @Test
    void sigtermEndsItInGoodOrderAndATemporaryDirectoryGoesWithIt() throws Exception {
        try (ChildServer server = ChildServer.start("--sync", "every-5-ms")) {
            assertTrue(server.readyLine().endsWith(" (temporary: deleted at the end)"), server.readyLine());
            assertTrue(Files.exists(server.data().resolve("format")));
            assertEquals(143, server.terminate());
            assertFalse(Files.exists(server.data()));
        }
    }

    @Test
    void helpListsTheOptions() {
        StringWriter out = new StringWriter();
        CommandLine command = KinesisServerCommand.commandLine();
        command.setOut(new PrintWriter(out));
        assertEquals(0, command.execute("--help"));
        for (String option :
                new String[] {"--port", "--host", "--data", "--sync", "--state-delay", "--account", "--region"}) {
            assertTrue(out.toString().toLowerCase(Locale.ROOT).contains(option), out.toString());
        }
        assertTrue(out.toString().getBytes(UTF_8).length < 6000);
    }
}
