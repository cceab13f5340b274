package dev.millrace.conventions;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Java sources as the compiler's parser sees them: nothing is resolved, so nothing needs a class path. */
final class Sources {
    /** One source file, parsed. */
    record Unit(Path path, CompilationUnitTree tree, DocTrees trees) {
        long line(long position) {
            return tree.getLineMap().getLineNumber(position);
        }

        String place(long position) {
            return Repository.name(path) + ":" + line(position);
        }
    }

    private Sources() {}

    /** Runs a scanner, made afresh for every file, over the files and returns what all of them complained about. */
    static List<String> scan(List<Path> paths, Function<Unit, Complaints> scanner) {
        List<String> complaints = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(paths));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree tree : task.parse()) {
                Unit unit = new Unit(Path.of(tree.getSourceFile().toUri()), tree, trees);
                Complaints complaining = scanner.apply(unit);
                complaining.scan(tree, null);
                complaints.addAll(complaining.found);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return complaints;
    }

    /** A scanner that collects what it doesn't like. */
    abstract static class Complaints extends TreePathScanner<Void, Void> {
        final Unit unit;
        private final List<String> found = new ArrayList<>();

        Complaints(Unit unit) {
            this.unit = unit;
        }

        void complain(long position, String what) {
            found.add(unit.place(position) + ": " + what);
        }

        long start(com.sun.source.tree.Tree tree) {
            return unit.trees().getSourcePositions().getStartPosition(unit.tree(), tree);
        }

        long end(com.sun.source.tree.Tree tree) {
            return unit.trees().getSourcePositions().getEndPosition(unit.tree(), tree);
        }
    }
}
