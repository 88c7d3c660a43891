namespace Unseen.Images.Decoding;

/// <summary>A decoded image, upright and without transparency.</summary>
/// <param name="Width">pixels in a row, at least 1</param>
/// <param name="Height">rows, at least 1</param>
/// <param name="Pixels">[Height * Width * 4] red, green, blue and a fourth value of 255, each from 0 to 255, row after
/// row from the top left</param>
public sealed record RgbaImage(int Width, int Height, byte[] Pixels);
