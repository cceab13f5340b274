package dev.millrace.conventions;

import static dev.millrace.conventions.TidyTest.assertNone;
import static java.util.stream.Collectors.joining;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Documents name what is there, link to what is there, and show code that a test compiles. */
class DocumentsTest {
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern TYPE_NAME = Pattern.compile("([A-Z][a-z]+[A-Za-z0-9]*[a-z0-9])");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+/?");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^```java\\n(.*?)^```");

    @Test
    void everyTypeThatTheArchitectureNamesIsThere() {
        Set<String> types = new HashSet<>();
        for (Path source : Repository.javaSources()) {
            types.add(String.valueOf(source.getFileName()).replace(".java", ""));
        }
        List<String> complaints = new ArrayList<>();
        Path architecture = Repository.root().resolve("ARCHITECTURE.md");
        for (String code : codes(Repository.read(architecture))) {
            String name = code.replaceAll("[.(].*", "");
            if (TYPE_NAME.matcher(name).matches() && !types.contains(name)) {
                complaints.add("ARCHITECTURE.md names `" + code + "`, which isn't there");
            }
        }
        assertNone(complaints);
    }

    @Test
    void everyPathThatADocumentNamesIsThere() {
        List<String> complaints = new ArrayList<>();
        for (Path document : Repository.documents()) {
            for (String code : codes(Repository.read(document))) {
                if (PATH.matcher(code).matches() && isOfThisRepository(code) && !exists(document, code)) {
                    complaints.add(Repository.name(document) + " names `" + code + "`, which isn't there");
                }
            }
        }
        assertNone(complaints);
    }

    @Test
    void everyLinkLeadsSomewhere() {
        List<String> complaints = new ArrayList<>();
        for (Path document : Repository.documents()) {
            Matcher link = LINK.matcher(Repository.read(document));
            while (link.find()) {
                if (!link.group(1).contains(":") && !exists(document, link.group(1))) {
                    complaints.add(Repository.name(document) + " links to " + link.group(1) + ", which isn't there");
                }
            }
        }
        assertNone(complaints);
    }

    @Test
    void everyJavaSnippetIsARegionOfACompiledFile() {
        List<String> sources = Repository.javaSources().stream()
                .filter(path -> Repository.name(path).startsWith("examples/")
                        || Repository.name(path).contains("/src/test/"))
                .map(path -> withoutIndentation(Repository.read(path)))
                .toList();
        List<String> complaints = new ArrayList<>();
        for (Path document : Repository.documents()) {
            Matcher snippet = SNIPPET.matcher(Repository.read(document));
            while (snippet.find()) {
                String code = withoutIndentation(snippet.group(1));
                if (sources.stream().noneMatch(source -> source.contains(code))) {
                    complaints.add(Repository.name(document) + " shows code that no example or test compiles:\n"
                            + snippet.group(1));
                }
            }
        }
        assertNone(complaints);
    }

    private static List<String> codes(String text) {
        return CODE.matcher(text.replaceAll("(?ms)^```.*?^```", ""))
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    /** Paths that begin with one of this repository's own folders; others are a user's. */
    private static boolean isOfThisRepository(String path) {
        return Files.isDirectory(Repository.root().resolve(path.substring(0, path.indexOf('/'))))
                && !path.contains("target/");
    }

    private static boolean exists(Path document, String path) {
        Path beside = Path.of(String.valueOf(document.getParent())).resolve(path);
        return Files.exists(beside) || Files.exists(Repository.root().resolve(path));
    }

    private static String withoutIndentation(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(joining("\n", "\n", "\n"));
    }
}
