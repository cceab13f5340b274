package dev.millrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Who tests with something else than JUnit doesn't need it. */
class WithoutJUnitTest {
    /** Runs where there is no JUnit. */
    public static final class Program implements Callable<String> {
        @Override
        public String call() {
            TestSource<String> lines = TestSource.named("lines");
            TestStagedSink<String> copies = TestStagedSink.named("copies");
            try (TestStreams streams =
                    TestStreams.of(ssc -> ssc.sourceStream(lines).save(copies))) {
                lines.push("one");
                streams.runBatch();
                copies.expect("one");
                lines.push("two");
                streams.runBatch();
            }
            try {
                copies.expect("three");
                return "no failure";
            } catch (AssertionError e) {
                return e.getClass().getSimpleName();
            }
        }
    }

    @Test
    void programsAreDrivenAndComparedWithoutJUnit() throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(classPathWithoutJUnit(), ClassLoader.getPlatformClassLoader())) {
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass(Test.class.getName()));
            Object program = loader.loadClass(Program.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            assertEquals("AssertionError", ((Callable<?>) program).call());
        }
    }

    private static URL[] classPathWithoutJUnit() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("junit") && !entry.contains("opentest4j")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls.toArray(new URL[0]);
    }
}
