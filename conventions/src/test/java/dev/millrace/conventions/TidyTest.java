package dev.millrace.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import dev.millrace.conventions.Sources.Complaints;
import dev.millrace.conventions.Sources.Unit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;

/** Sizes, names and manners of the sources. */
class TidyTest {
    private static final int FILE_LINES_MAX = 500;
    private static final int METHOD_LINES_MAX = 60;
    private static final Pattern VAGUE_NAME = Pattern.compile(".*(Manager|Helper|Utils?|Impl)");
    /** What people look for who come from Spark, and find under this name alone. */
    private static final Set<String> NAMES_OF_SPARK = Set.of("KafkaUtils");

    private static final Pattern OPTIONAL = Pattern.compile("(java\\.util\\.)?Optional(Int|Long|Double)?\\b(?!\\.)");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");

    @Test
    void filesHaveAtMost500Lines() {
        List<String> complaints = new ArrayList<>();
        for (Path path : Repository.javaSources()) {
            long lines = Repository.read(path).lines().count();
            if (lines > FILE_LINES_MAX) {
                complaints.add(Repository.name(path) + " has " + lines + " lines");
            }
        }
        assertNone(complaints);
    }

    @Test
    void nothingIsLeftToDo() {
        List<String> complaints = new ArrayList<>();
        for (Path path : Repository.javaSources()) {
            if (!path.endsWith("TidyTest.java")
                    && UNFINISHED.matcher(Repository.read(path)).find()) {
                complaints.add(Repository.name(path) + " leaves something to do");
            }
        }
        assertNone(complaints);
    }

    @Test
    void methodsHaveAtMost60Lines() {
        check(Repository.javaSources(), unit -> new Complaints(unit) {
            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                long lines = end(method) < 0 ? 0 : unit.line(end(method)) - unit.line(start(method)) + 1;
                if (lines > METHOD_LINES_MAX) {
                    complain(start(method), method.getName() + " has " + lines + " lines");
                }
                return super.visitMethod(method, null);
            }
        });
    }

    @Test
    void publicTypesHaveADocSentence() {
        check(Repository.mainSources(), unit -> new Complaints(unit) {
            @Override
            public Void visitClass(ClassTree type, Void nothing) {
                boolean named = !type.getSimpleName().isEmpty();
                if (named
                        && type.getModifiers().getFlags().contains(Modifier.PUBLIC)
                        && unit.trees().getDocComment(getCurrentPath()) == null) {
                    complain(start(type), "public type " + type.getSimpleName() + " has no doc sentence");
                }
                return super.visitClass(type, null);
            }
        });
    }

    @Test
    void namesSayWhatAThingIs() {
        check(Repository.javaSources(), unit -> new Complaints(unit) {
            @Override
            public Void visitClass(ClassTree type, Void nothing) {
                if (VAGUE_NAME.matcher(type.getSimpleName()).matches()
                        && !NAMES_OF_SPARK.contains(type.getSimpleName().toString())) {
                    complain(start(type), "a vague name: " + type.getSimpleName());
                }
                return super.visitClass(type, null);
            }
        });
    }

    @Test
    void noParameterIsOptional() {
        check(Repository.mainSources(), unit -> new Complaints(unit) {
            @Override
            public Void visitMethod(MethodTree method, Void nothing) {
                for (VariableTree parameter : method.getParameters()) {
                    Tree type = parameter.getType();
                    if (type != null && OPTIONAL.matcher(type.toString()).lookingAt()) {
                        complain(start(method), method.getName() + " takes an Optional");
                    }
                }
                return super.visitMethod(method, null);
            }
        });
    }

    @Test
    void noBareRuntimeExceptionIsThrown() {
        check(Repository.mainSources(), unit -> new Complaints(unit) {
            @Override
            public Void visitThrow(ThrowTree thrown, Void nothing) {
                if (thrown.getExpression() instanceof NewClassTree made
                        && List.of("RuntimeException", "Exception", "Error")
                                .contains(made.getIdentifier().toString())) {
                    complain(start(thrown), "a bare " + made.getIdentifier());
                }
                return super.visitThrow(thrown, null);
            }
        });
    }

    @Test
    void nobodySleeps() {
        check(Repository.javaSources(), unit -> new Complaints(unit) {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                String method = call.getMethodSelect().toString();
                if (method.equals("Thread.sleep") || method.endsWith("TimeUnit.sleep")) {
                    complain(start(call), "sleeps; wait for the event instead");
                }
                return super.visitMethodInvocation(call, null);
            }
        });
    }

    private static void check(List<Path> paths, Function<Unit, Complaints> rule) {
        assertNone(Sources.scan(paths, rule));
    }

    static void assertNone(List<String> complaints) {
        assertEquals("", String.join(System.lineSeparator(), complaints));
    }
}
