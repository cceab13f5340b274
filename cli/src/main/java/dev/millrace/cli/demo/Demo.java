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
 * The demo itself: a service, a producer and a word count, each a process of its own, or on Spark several; some are killed as
 * planned; in the end three totals are compared. One thread.
 */
final class Demo {
    private static final int WORDS_PER_RECORD = 8;
    private static final long PATIENCE_MILLIS = 60_000;
    private static final Pattern SENDING = Pattern.compile("^Sending ");
    private static final Pattern SENT_TOTALS = Pattern.compile("^Totals for the words sent");

    private final DemoSettings settings;
    private final Path directory;
    private final Console console;
    private final Children children;
    private final String wordCountClass;

    Demo(DemoSettings settings, Path directory, Console console, Children children) {
        this(settings, directory, console, children, settings.source().wordCountClass());
    }

    /** With another word count: a test's breaks the rules. */
    Demo(DemoSettings settings, Path directory, Console console, Children children, String wordCountClass) {
        this.settings = settings;
        this.directory = directory;
        this.console = console;
        this.children = children;
        this.wordCountClass = wordCountClass;
    }

    Verdict run() throws IOException, InterruptedException {
        Deployment deployment = deploy();
        try (WordService service = WordService.of(settings, directory, children, console)) {
            console.progress("starting the " + service.name());
            service.start();
            ChildProcess producer = startProducer(service);
            producer.awaitLine(SENDING, PATIENCE_MILLIS);
            long begin = System.nanoTime();
            WordCountProcess wordCount = new WordCountProcess(
                    children, console, deployment, directory, new Program(wordCountClass, service));
            wordCount.start();
            crashAsPlanned(wordCount, begin);
            WordTotals sent = endSending(producer, wordCount, begin);
            console.progress("waiting for the word count to catch up with " + sent.sum() + " words");
            wordCount.awaitCaughtUp(sent);
            console.progress("stopping");
            WordTotals state = wordCount.stop();
            WordTotals written = service.written();
            console.progress("");
            return new Verdict(sent, state, written, service.outputs());
        }
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

    private ChildProcess startProducer(WordService service) throws IOException {
        List<String> arguments = new ArrayList<>(service.producerArguments());
        arguments.addAll(List.of(
                Integer.toString(settings.recordsPerSecond()),
                Integer.toString(WORDS_PER_RECORD),
                "--seed=" + settings.seed()));
        if (!settings.sendsUntilStopped()) {
            arguments.add("--seconds=" + settings.seconds());
        }
        return children.start(Launch.ofThisClassPath("producer", service.producerClass(), arguments), console::line);
    }

    private WordTotals endSending(ChildProcess producer, WordCountProcess wordCount, long begin)
            throws InterruptedException {
        console.progress("waiting for the producer to finish");
        if (settings.sendsUntilStopped()) {
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
