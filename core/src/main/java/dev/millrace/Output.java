package dev.millrace;

/** What is done with a stream in each batch: it is saved to a sink, printed, or given to a function. */
public final class Output {
    private final Declarations declarations;
    private final int number;

    Output(Declarations declarations, int number) {
        this.declarations = declarations;
        this.number = number;
    }

    /** Names the output: in the status, in errors, and in the checkpoint of one that is saved. */
    public Output named(String name) {
        declarations.renameOutput(number, name);
        return this;
    }
}
