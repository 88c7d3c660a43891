namespace Unseen.Data.Hdf5;

/// <summary>Reads the value of elements that were never written.</summary>
internal static class HdfFillValue
{
    /// <summary>Reads the fill value, as the bytes of one element; null if the header defines none, which means
    /// zeros.</summary>
    /// <param name="header">the dataset's header</param>
    /// <param name="size">the number of bytes of an element</param>
    /// <exception cref="InvalidDataException">The message is damaged.</exception>
    public static byte[]? Read(HdfHeader header, int size)
    {
        const byte isDefined = 0x20;
        if (header.All(HdfMessageType.FillValue).FirstOrDefault() is not { } body)
            return null;
        var version = body.Byte();
        if (version >= 3)
        {
            if ((body.Byte() & isDefined) == 0)
                return null;
        }
        else
        {
            body.Skip(2);
            if (body.Byte() == 0)
                return null;
        }

        return body.Left >= 4 && body.UInt32() == size ? body.Take(size).ToArray() : null;
    }
}
