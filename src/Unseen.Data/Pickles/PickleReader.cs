using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Unseen.Data.Pickles;

/// <summary>Reads a Python pickle of plain values without executing it. Function calls are recorded as
/// <see cref="PickleCall"/>.</summary>
/// <remarks>
/// Lists become List&lt;object?&gt;, tuples object?[], dictionaries lists of pairs, whole numbers long, and persistent
/// identifiers a <see cref="PickleCall"/> without a function. Supports the opcodes of protocols 2 to 5 that such values
/// need.
/// </remarks>
internal sealed class PickleReader
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<int, object?> _memo = [];
    private int _position;

    private PickleReader(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Reads a pickle.</summary>
    /// <exception cref="InvalidDataException">The pickle is damaged, or contains an unsupported opcode.</exception>
    public static object? Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new PickleReader(bytes);
        while (true)
        {
            var opcode = reader.Take(1)[0];
            if (opcode == '.')
                return reader.Pop();
            reader.Apply(opcode);
        }
    }

    private void Apply(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: Take(1); break; // the protocol
            case 0x95: Take(8); break; // a frame
            case (byte)'(': _marks.Push(_stack.Count); break;
            case (byte)'0': Pop(); break;
            case (byte)'2': _stack.Add(Peek()); break;
            case (byte)'N': _stack.Add(null); break;
            case 0x88: _stack.Add(true); break;
            case 0x89: _stack.Add(false); break;
            case (byte)'K': _stack.Add((long)Take(1)[0]); break;
            case (byte)'M': _stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case (byte)'J': _stack.Add((long)Int32()); break;
            case 0x8A: _stack.Add(Long(Take(1)[0])); break;
            case (byte)'G': _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case 0x8C or (byte)'U': _stack.Add(Text(Take(1)[0])); break;
            case (byte)'X' or (byte)'T': _stack.Add(Text(Int32())); break;
            case 0x8D: _stack.Add(Text((int)Math.Min(UInt64(), int.MaxValue))); break;
            case (byte)'C': _stack.Add(Take(Take(1)[0]).ToArray()); break;
            case (byte)'B': _stack.Add(Take(Int32()).ToArray()); break;
            case (byte)')': _stack.Add(Array.Empty<object?>()); break;
            case (byte)'t': _stack.Add(SinceMark().ToArray()); break;
            case 0x85: _stack.Add(Last(1)); break;
            case 0x86: _stack.Add(Last(2)); break;
            case 0x87: _stack.Add(Last(3)); break;
            case (byte)']': _stack.Add(new List<object?>()); break;
            case (byte)'}': _stack.Add(new List<(object? Key, object? Value)>()); break;
            default: ApplyOther(opcode); break;
        }
    }

    private void ApplyOther(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'a': Append([Pop()]); break;
            case (byte)'e': Append(SinceMark()); break;
            case (byte)'s': Set([.. Last(2)]); break;
            case (byte)'u': Set(SinceMark()); break;
            case (byte)'q': _memo[Take(1)[0]] = Peek(); break;
            case (byte)'r': _memo[Int32()] = Peek(); break;
            case 0x94: _memo[_memo.Count] = Peek(); break;
            case (byte)'h': _stack.Add(Known(Take(1)[0])); break;
            case (byte)'j': _stack.Add(Known(Int32())); break;
            case (byte)'c': _stack.Add(new PickleGlobal($"{Line()}.{Line()}")); break;
            case 0x93 when Last(2) is [string module, string name]:
                _stack.Add(new PickleGlobal($"{module}.{name}"));
                break;
            case (byte)'Q': _stack.Add(new PickleCall(null, Pop())); break;
            case (byte)'R' or 0x81 when Last(2) is [var function, var arguments]:
                _stack.Add(new PickleCall(function, arguments));
                break;
            case (byte)'b' when Last(2) is [var target, var state]:
                if (target is PickleCall call)
                    call.State = state;
                _stack.Add(target);
                break;
            default:
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                    $"it has the pickle opcode 0x{opcode:X2}, which plain arrays do not need"));
        }
    }

    private void Append(List<object?> values)
    {
        if (Peek() is not List<object?> list)
            throw new InvalidDataException("a value is appended to something that is not a list");
        list.AddRange(values);
    }

    private void Set(List<object?> values)
    {
        var items = Peek() switch
        {
            List<(object? Key, object? Value)> dictionary => dictionary,
            PickleCall call => call.Items, // such as an OrderedDict
            _ => throw new InvalidDataException("a key is set on something that is not a dictionary"),
        };
        for (var i = 0; i + 1 < values.Count; i += 2)
            items.Add((values[i], values[i + 1]));
    }

    private object? Known(int index) => _memo.TryGetValue(index, out var value) ? value
        : throw new InvalidDataException("it refers to a value that it does not have");

    private object? Peek() => _stack.Count > 0 ? _stack[^1] : throw new InvalidDataException("its values end too soon");

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] Last(int count)
    {
        if (_stack.Count < count)
            throw new InvalidDataException("its values end too soon");
        object?[] last = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return last;
    }

    private List<object?> SinceMark()
    {
        if (!_marks.TryPop(out var mark) || mark > _stack.Count)
            throw new InvalidDataException("its values end too soon");
        List<object?> values = _stack[mark..];
        _stack.RemoveRange(mark, values.Count);
        return values;
    }

    private ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private long Long(int length)
    {
        if (length > 8)
            throw new InvalidDataException($"it has a whole number of {length} bytes");
        var bytes = Take(length);
        var value = length > 0 && bytes[^1] >= 0x80 ? -1L : 0;
        for (var i = length - 1; i >= 0; i--)
            value = (value << 8) | bytes[i];
        return value;
    }

    private string Text(int length) => Encoding.UTF8.GetString(Take(length));

    private string Line()
    {
        var rest = _bytes.Span[_position..];
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
            throw new InvalidDataException("a name does not end");
        _position += end + 1;
        return Encoding.UTF8.GetString(rest[..end]);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - _position)
            throw new InvalidDataException("it is cut short");
        var taken = _bytes.Span.Slice(_position, count);
        _position += count;
        return taken;
    }
}
