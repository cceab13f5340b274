package dev.millrace.capture;

import org.jspecify.annotations.Nullable;

/** An object on the way from a function to what it captures: by which field of which object it was found. */
record Captured(Object value, @Nullable Captured holder, String field, Class<?> declared) {
    /** {@code captured field `this.connection` of type java.sql.Connection in the lambda at WordCount.main}. */
    String describe() {
        StringBuilder path = new StringBuilder();
        Captured at = this;
        while (at.holder != null && !Shape.of(at.value.getClass()).isFunctionOfUser()) {
            boolean needsDot = !path.isEmpty() && path.charAt(0) != '[';
            path.insert(0, at.field + (needsDot ? "." : ""));
            at = at.holder;
        }
        if (path.isEmpty()) {
            return FunctionName.of(value);
        }
        return "captured field `" + path + "` of type " + types() + " in " + FunctionName.of(at.value);
    }

    private String types() {
        String actual = Shape.nameOf(value.getClass());
        return declared == value.getClass() || declared == Object.class || declared.isHidden()
                ? actual
                : Shape.nameOf(declared) + " (here " + actual + ")";
    }
}
