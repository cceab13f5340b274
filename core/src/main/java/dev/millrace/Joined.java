package dev.millrace;

import java.io.Serializable;

/** The two values that a join brought together under one key. */
public record Joined<L, R>(L left, R right) implements Serializable {
    @Override
    public String toString() {
        return "(" + left + "," + right + ")";
    }
}
