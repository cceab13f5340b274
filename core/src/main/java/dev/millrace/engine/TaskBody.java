package dev.millrace.engine;

/** What a stage does in each of its tasks. */
@FunctionalInterface
interface TaskBody<R> {
    R run(Task task) throws Exception;
}
