package dev.millrace.cli.demo;

import dev.millrace.cli.demo.CrashPlan.Crash;
import dev.millrace.cli.demo.WordCountProcess.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The demo itself: a Kinesis server, a producer and a word count, each a process of its own, or on Spark several; some are killed
 * as planned; in the end three totals are compared. One thread.
 */
final class Demo {
    private static final String STREAM = "words";
    private static final int WORDS_PER_RECORD = 8;
    private static final long PATIENCE_MILLIS = 60_000;
    private static final Pattern SERVER_READY = Pattern.compile("listening on (http://\\S+?),? ");
    private static final Pattern SENDING = Pattern.compile("^Sending ");
    private static final Pattern SENT_TOTALS = Pattern.compile("^Totals for the words sent");

    private final DemoSettings settings;
    private final Path directory;
    private final Console console;
    private final Children children;
    private final String wordCountClass;

    Demo(DemoSettings settings, Path directory, Console console, Children children, String wordCountClass) {
        this.settings = settings;
        this.directory = directory;
        this.console = console;
        this.children = children;
        this.wordCountClass = wordCountClass;
    }

    Verdict run() throws IOException, InterruptedException {
        Deployment deployment = deploy();
        console.progress("starting the Kinesis server");
        ChildProcess server = children.start(
                Launch.ofThisClassPath(
                        "kinesis server",
                        "dev.millrace.kinesis.server.KinesisServerMain",
                        List.of(
                                "--port",
                                "0",
                                "--data",
                                directory.resolve("kinesis").toString())),
                line -> {});
        String endpoint = server.awaitLine(SERVER_READY, PATIENCE_MILLIS).group(1);
        console.line("Kinesis server at " + endpoint + ", data in " + directory.resolve("kinesis"));
        ChildProcess producer = startProducer(endpoint);
        producer.awaitLine(SENDING, PATIENCE_MILLIS);
        long begin = System.nanoTime();
        WordCountProcess wordCount = new WordCountProcess(
                children, console, deployment, directory, new Program(wordCountClass, STREAM, endpoint));
        wordCount.start();
        crashAsPlanned(wordCount, begin);
        WordTotals sent = endSending(producer, wordCount, begin);
        console.progress("waiting for the word count to catch up with " + sent.sum() + " words");
        wordCount.awaitCaughtUp(sent);
        console.progress("stopping");
        WordTotals state = wordCount.stop();
        WordTotals files = WordTotals.ofFiles(wordCount.output());
        console.progress("");
        return new Verdict(sent, state, files);
    }

    private Deployment deploy() throws IOException, InterruptedException {
        if (!settings.onSpark()) {
            return new Deployment.Embedded();
        }
        console.progress("starting a Spark cluster: a master and two workers");
        SparkCluster cluster = SparkCluster.start(SparkArtifacts.ofBuild(), children, directory.resolve("spark"));
        console.line("Spark cluster at " + cluster.master() + ": a master and two workers");
        return cluster;
    }

    /** Embedded it ends by itself; on Spark a kill can take longer, and there must be something to count until the last. */
    private ChildProcess startProducer(String endpoint) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                STREAM,
                endpoint,
                Integer.toString(settings.recordsPerSecond()),
                Integer.toString(WORDS_PER_RECORD),
                "--create-shards=2",
                "--seed=" + settings.seed()));
        if (!settings.onSpark()) {
            arguments.add("--seconds=" + settings.seconds());
        }
        return children.start(
                Launch.ofThisClassPath("producer", "dev.millrace.examples.KinesisWordProducer", arguments),
                console::line);
    }

    private WordTotals endSending(ChildProcess producer, WordCountProcess wordCount, long begin)
            throws InterruptedException {
        console.progress("waiting for the producer to finish");
        if (settings.onSpark()) {
            wordCount.runUntil(begin + TimeUnit.SECONDS.toNanos(settings.seconds()));
            producer.terminate();
        }
        producer.awaitLine(SENT_TOTALS, TimeUnit.SECONDS.toMillis(settings.seconds()) + PATIENCE_MILLIS);
        producer.awaitEnd(PATIENCE_MILLIS);
        return WordTotals.ofLines(after(producer.lines(), SENT_TOTALS));
    }

    private void crashAsPlanned(WordCountProcess wordCount, long begin) throws IOException, InterruptedException {
        List<Crash> crashes = CrashPlan.of(settings).crashes();
        for (int i = 0; i < crashes.size(); i++) {
            Crash crash = crashes.get(i);
            String which = "kill " + (i + 1) + " of " + crashes.size();
            console.progress("counting; " + which + " comes " + crash.point().description());
            wordCount.runUntil(begin + TimeUnit.MILLISECONDS.toNanos(crash.afterMillis()));
            int attempt = 1;
            while (!wordCount.kill(crash, which)) {
                attempt++;
                console.line(which + " met no batch in doubt and doesn't count; attempt " + attempt);
            }
        }
        console.progress("counting");
    }

    private static List<String> after(List<String> lines, Pattern heading) {
        int index = 0;
        while (!heading.matcher(lines.get(index)).find()) {
            index++;
        }
        return lines.subList(index + 1, lines.size());
    }

    /** A new directory for the demo's data, below the system's temporary one. */
    static Path makeDirectory() throws IOException {
        return Files.createTempDirectory("millrace-demo-");
    }
}
