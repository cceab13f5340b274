package dev.millrace;

/** A stream that is saved to a sink. */
public final class Output {
    private final Declarations declarations;
    private final int number;

    Output(Declarations declarations, int number) {
        this.declarations = declarations;
        this.number = number;
    }

    /** Names the output: what a checkpoint knows of it, it knows under this name. */
    public Output named(String name) {
        declarations.renameSink(number, name);
        return this;
    }
}
