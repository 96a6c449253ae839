package org.palpebra.training.data;

import java.nio.file.Path;

/**
 * A labelled eye patch of {@code cew-eyes}.
 *
 * @param file 24×24 grey JPEG
 * @param closed the label
 * @param left whether it is the subject's left eye
 * @param photo the photo that it was cut from
 */
public record EyePatch(Path file, boolean closed, boolean left, String photo, String split)
    implements Split.Item {}
