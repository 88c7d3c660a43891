namespace Unseen.Images.Decoding;

/// <summary>A decoded image, upright and without transparency.</summary>
/// <param name="Width">the number of pixels in a row, at least 1</param>
/// <param name="Height">the number of rows, at least 1</param>
/// <param name="Pixels">
/// [Height * Width * 4] red, green and blue from 0 to 255, and a fourth value of 255, for each pixel, row by row from
/// the top left
/// </param>
public sealed record RgbaImage(int Width, int Height, byte[] Pixels);
