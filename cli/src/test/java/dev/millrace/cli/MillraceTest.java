package dev.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command says to mistakes: one line, and a status other than 0. */
@Timeout(60)
class MillraceTest {
    private static String run(String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine command = Millrace.commandLine();
        command.setErr(new PrintWriter(err));
        return command.execute(arguments) + ": " + err.toString().strip();
    }

    @Test
    void unknownOptionsAndCommandsAreStatus2() {
        assertEquals("2: Unknown option: '--bogus' (--help lists the options)", run("demo", "--bogus"));
        assertEquals("2: Unknown option: '--bogus' (--help lists the options)", run("kinesis-server", "--bogus"));
        assertTrue(run("bogus").startsWith("2: Unmatched argument at index 0: 'bogus'"), run("bogus"));
        assertTrue(run("demo", "--seconds", "soon").startsWith("2: Invalid value for option '--seconds'"));
    }

    @Test
    void aPortThatIsTakenIsOneLineAndStatus1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertEquals(
                    "1: Cannot listen on 127.0.0.1, port " + port
                            + ": it is taken or not allowed (Address already in use); choose another port, or 0 for a free"
                            + " one",
                    run("kinesis-server", "--port", port));
        }
    }

    @Test
    void aDataDirectoryThatIsAFileIsOneLineAndStatus1(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        String said = run("kinesis-server", "--port", "0", "--data", file.toString());
        assertTrue(said.startsWith("1: The data directory " + file), said);
        assertEquals(1, said.lines().count());
    }
}
