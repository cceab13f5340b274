package dev.millrace;

import dev.millrace.engine.Engine;
import dev.millrace.engine.RunningTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names the user's code that a context is running: the engine's tasks, or else the batch thread's own stack. */
final class HangingCode {
    private HangingCode() {}

    static String describe(Engine engine, @Nullable Thread batchThread) {
        List<RunningTask> tasks = engine.runningTasks();
        for (RunningTask task : tasks) {
            if (!task.at().isEmpty()) {
                return task.operators() + ", partition " + task.partition() + ", at " + task.at();
            }
        }
        StackTraceElement[] stack = batchThread == null ? new StackTraceElement[0] : batchThread.getStackTrace();
        for (StackTraceElement frame : stack) {
            if (isForeign(frame.getClassName())) {
                return frame.toString();
            }
        }
        return tasks.isEmpty() ? "no code of the user's" : tasks.get(0).operators();
    }

    private static boolean isForeign(String className) {
        return !className.startsWith("dev.millrace.")
                && !className.startsWith("java.")
                && !className.startsWith("jdk.")
                && !className.startsWith("sun.");
    }
}
