package dev.millrace.serde;

import dev.millrace.SerdeOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a file's type table: what a reader must know of a class to read or skip its values, with or without the
 * class. Compared by identity when written: each codec has its own.
 */
record DescribedType(Form form, String className, List<String> names) {
    /** How the values of the class look; the codes are part of the format. */
    enum Form {
        /** The values of the named fields, one after the other. */
        FIELDS(0),
        /** Nothing: the type is one constant of an enum, {@code names} its name. */
        CONSTANT(1),
        /** A length and that many bytes; {@code names} is the id of the serde that wrote them. */
        SERDE(2);

        private final int code;

        Form(int code) {
            this.code = code;
        }

        static @Nullable Form of(int code) {
            for (Form form : values()) {
                if (form.code == code) {
                    return form;
                }
            }
            return null;
        }
    }

    void write(SerdeOutput out) {
        out.writeByte(form.code);
        out.writeString(className);
        out.writeVarInt(names.size());
        names.forEach(out::writeString);
    }

    static DescribedType read(ByteInput in) {
        int code = in.readByte();
        Form form = Form.of(code);
        if (form == null) {
            throw in.malformed("no type has the form " + code);
        }
        String className = in.readString();
        String[] names = new String[in.readCount(1)];
        for (int i = 0; i < names.length; i++) {
            names[i] = in.readString();
        }
        if (form != Form.FIELDS && names.length != 1) {
            throw in.malformed("a type of form " + form + " has " + names.length + " names");
        }
        return new DescribedType(form, className, List.of(names));
    }
}
