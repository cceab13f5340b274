package dev.millrace.engine;

import dev.millrace.function.Function2;

/** Merges one table into another. Its subclass is a template, as a {@link Loop} is. */
abstract class Merging {
    abstract void merge(KeyTable into, KeyTable from, Function2<Object, Object, Object> mergeCombiners)
            throws Exception;
}
