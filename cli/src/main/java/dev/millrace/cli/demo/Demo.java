package dev.millrace.cli.demo;

import dev.millrace.cli.demo.CrashPlan.Crash;
import dev.millrace.cli.demo.WordCountProcess.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The demo itself: a service, a producer and a word count, each a process of its own, or on Spark several; some are killed as
 * planned; in the end three totals are compared. One thread.
 */
final class Demo {
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
            Producing producing = new Producing(settings, service, children, console::line);
            producing.start();
            long begin = System.nanoTime();
            WordCountProcess wordCount = new WordCountProcess(
                    children, console, deployment, directory, new Program(wordCountClass, service));
            wordCount.start();
            crashAsPlanned(wordCount, producing, begin);
            console.progress("waiting for the producer to finish");
            WordTotals sent = producing.end(wordCount, begin + TimeUnit.SECONDS.toNanos(settings.seconds()));
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

    private void crashAsPlanned(WordCountProcess wordCount, Producing producing, long begin)
            throws IOException, InterruptedException {
        List<Crash> crashes = CrashPlan.of(settings).crashes();
        for (int i = 0; i < crashes.size(); i++) {
            Crash crash = crashes.get(i);
            String which = "kill " + (i + 1) + " of " + crashes.size();
            console.progress("counting; " + which + " comes " + crash.point().description());
            wordCount.runUntil(begin + TimeUnit.MILLISECONDS.toNanos(crash.afterMillis()), producing);
            int attempt = 1;
            while (!wordCount.kill(crash, which, producing)) {
                attempt++;
                console.line(which + " met no batch in doubt and doesn't count; attempt " + attempt);
            }
        }
        console.progress("counting");
    }

    /** A new directory for the demo's data, below the system's temporary one. */
    static Path makeDirectory() throws IOException {
        return Files.createTempDirectory("millrace-demo-");
    }
}
