package dev.millrace.plan;

/** The place of a source in a template: each batch binds it to splits. Compared by identity. */
public final class SourceInput<T> implements ReadInput<T> {
    private final String name;

    public SourceInput(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "source '" + name + "'";
    }
}
