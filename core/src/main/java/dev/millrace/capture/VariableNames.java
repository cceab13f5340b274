package dev.millrace.capture;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/**
 * The names of the variables that a lambda captures, which are the first parameters of the method that javac made of it:
 * read from the debug information in the class file (JVMS 4.7.13), where it was compiled with that.
 */
final class VariableNames {
    private static final int MAGIC = 0xCAFEBABE;

    private final DataInputStream in;
    private final SerializedLambda lambda;
    private final int slot;
    private String[] texts = {};

    private VariableNames(DataInputStream in, SerializedLambda lambda, int slot) {
        this.in = in;
        this.lambda = lambda;
        this.slot = slot;
    }

    /** The name of the parameter with this number, whose first lies in slot {@code firstSlot}; null if it isn't known. */
    static @Nullable String of(@Nullable ClassLoader loader, SerializedLambda lambda, int parameter, int firstSlot) {
        String file = lambda.getImplClass() + ".class";
        try (InputStream bytes =
                loader == null ? ClassLoader.getSystemResourceAsStream(file) : loader.getResourceAsStream(file)) {
            if (bytes == null) {
                return null;
            }
            int slot = slot(loader, lambda.getImplMethodSignature(), parameter, firstSlot);
            return new VariableNames(new DataInputStream(new java.io.BufferedInputStream(bytes)), lambda, slot).find();
        } catch (IOException | TypeNotPresentException e) {
            return null;
        }
    }

    private static int slot(@Nullable ClassLoader loader, String signature, int parameter, int firstSlot) {
        int slot = firstSlot;
        for (Class<?> type : MethodType.fromMethodDescriptorString(signature, loader)
                .parameterList()
                .subList(0, parameter)) {
            slot += type == long.class || type == double.class ? 2 : 1;
        }
        return slot;
    }

    private @Nullable String find() throws IOException {
        if (in.readInt() != MAGIC) {
            return null;
        }
        in.skipNBytes(4);
        readConstants();
        in.skipNBytes(6);
        in.skipNBytes(2L * in.readUnsignedShort());
        int fields = in.readUnsignedShort();
        for (int i = 0; i < fields; i++) {
            in.skipNBytes(6);
            skipAttributes();
        }
        int methods = in.readUnsignedShort();
        for (int i = 0; i < methods; i++) {
            in.skipNBytes(2);
            String name = texts[in.readUnsignedShort()];
            String signature = texts[in.readUnsignedShort()];
            if (name.equals(lambda.getImplMethodName()) && signature.equals(lambda.getImplMethodSignature())) {
                return inMethod();
            }
            skipAttributes();
        }
        return null;
    }

    private void readConstants() throws IOException {
        int count = in.readUnsignedShort();
        texts = new String[count];
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            texts[i] = "";
            switch (tag) {
                case 1 -> texts[i] = in.readUTF();
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++; // these count twice
                }
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                default -> in.skipNBytes(4);
            }
        }
    }

    private void skipAttributes() throws IOException {
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            in.skipNBytes(2);
            in.skipNBytes(in.readInt() & 0xffff_ffffL);
        }
    }

    private @Nullable String inMethod() throws IOException {
        int attributes = in.readUnsignedShort();
        for (int i = 0; i < attributes; i++) {
            String attribute = texts[in.readUnsignedShort()];
            long length = in.readInt() & 0xffff_ffffL;
            if (attribute.equals("Code")) {
                return inCode();
            }
            in.skipNBytes(length);
        }
        return null;
    }

    private @Nullable String inCode() throws IOException {
        in.skipNBytes(4);
        in.skipNBytes(in.readInt() & 0xffff_ffffL);
        in.skipNBytes(8L * in.readUnsignedShort());
        int attributes = in.readUnsignedShort();
        for (int i = 0; i < attributes; i++) {
            String attribute = texts[in.readUnsignedShort()];
            long length = in.readInt() & 0xffff_ffffL;
            if (attribute.equals("LocalVariableTable")) {
                return inTable();
            }
            in.skipNBytes(length);
        }
        return null;
    }

    private @Nullable String inTable() throws IOException {
        int variables = in.readUnsignedShort();
        for (int i = 0; i < variables; i++) {
            int begin = in.readUnsignedShort();
            in.skipNBytes(2);
            String name = texts[in.readUnsignedShort()];
            in.skipNBytes(2);
            if (in.readUnsignedShort() == slot && begin == 0) {
                return name;
            }
        }
        return null;
    }
}
