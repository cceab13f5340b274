package dev.millrace.engine;

import java.util.List;

/** Finds the line of the user's code that a thread is in, from outside: the tasks themselves pay nothing for it. */
final class UserFrame {
    private static final List<String> NOT_THE_USERS = List.of(
            "java.", "javax.", "jdk.", "sun.", "dev.millrace.engine.", "dev.millrace.plan.", "dev.millrace.function.");

    private UserFrame() {}

    /** The innermost line that is neither the JDK's nor the engine's, or an empty text. */
    static String of(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            String type = frame.getClassName();
            if (NOT_THE_USERS.stream().noneMatch(type::startsWith)) {
                return frame.toString();
            }
        }
        return "";
    }
}
