using Unseen.Data;
using Unseen.Images;
using Unseen.Images.Extraction;
using Unseen.Runs.Annotation;

namespace Unseen.Runs.Photographs;

/// <summary>
/// A session in which people fill in the attribute table of a photograph project, as <c>unseen describe</c> opens it.
/// Every change is saved immediately. In the background, a gauge measures how well classes can be recognised by the
/// table. Safe to use from several threads.
/// </summary>
public sealed class AnnotationSession : IAsyncDisposable
{
    private const int ShownPhotographs = 4; // of a class
    private const int LongSide = 240; // of a photograph, in pixels
    private const int ProposedCells = 20;

    private readonly Lock _lock = new();
    private readonly PhotoProject _project;
    private readonly AttributeFiles _files;
    private readonly string[][] _photographs;
    private readonly bool[] _isSeen;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _changed = new(1, 1);
    private readonly Task _measuring;
    private bool _isUnsaved; // whether the last attempt to save the table failed
    private GaugeReading _reading;
    private string[] _measured = []; // the names of the attributes that the reading covers

    private AnnotationSession(PhotoProject project, AttributeFiles files, string? cacheFolder, int batch)
    {
        (_project, _files) = (project, files);
        var photographs = FindPhotographs(project.Images);
        _isSeen = [.. Table.Classes.Select(one => one.Role is { } role
            ? role.Equals("seen", StringComparison.OrdinalIgnoreCase) : photographs.Contains(one.Name))];
        _photographs = [.. Table.Classes.Select((one, c) => _isSeen[c] ? Spread([.. photographs[one.Name]]) : [])];
        _reading = GaugeReading.Without(Table.Revision, "The photographs are being processed.", isLasting: false);
        _measuring = Task.Run(() => MeasureAsync(cacheFolder, batch));
    }

    private AttributeTable Table => _files.Table;

    /// <summary>Opens the table of a project, and begins to extract the features of its photographs in the
    /// background.</summary>
    /// <param name="project">the project; if it has no image model, <see cref="Guide"/> returns a message instead of a
    /// result</param>
    /// <param name="cacheFolder">folder of the feature cache; null (default) for none</param>
    /// <param name="batch">number of photographs that a core processes at once, at least 1</param>
    /// <exception cref="UnseenDataException">A file of the table is damaged.</exception>
    /// <exception cref="UsageException">As for <see cref="AttributeFiles.Open"/>.</exception>
    public static AnnotationSession Open(
        PhotoProject project, string? cacheFolder = null, int batch = FeatureExtraction.DefaultBatch)
    {
        ArgumentNullException.ThrowIfNull(project);
        return new AnnotationSession(project, AttributeFiles.Open(project.Classes), cacheFolder, batch);
    }

    /// <summary>Gets the table as a person sees it.</summary>
    /// <param name="person">name of the person</param>
    public AnnotationState Look(string person)
    {
        lock (_lock)
            return new AnnotationState(Table.Revision,
                [.. Table.Classes.Select((one, c) => new ClassState(one.Name, _isSeen[c], _photographs[c].Length))],
                Table.Attributes,
                Table.Values(), Table.GetAnswers(person), Table.Disputed(), Table.People, Table.CanUndo(person));
    }

    /// <summary>Gets how well classes can be recognised by the table so far, and what would improve it most.</summary>
    /// <param name="person">name of the person who would answer</param>
    public Guidance Guide(string person)
    {
        lock (_lock)
        {
            // attributes can have been added, removed or moved since the measurement
            int[] places = [.. Table.Attributes.Select(one => Array.IndexOf(_measured, one.Name))];
            IReadOnlyList<T> Current<T>(IReadOnlyList<T> values) =>
                values.Count == 0 ? [] : [.. places.Select(place => place < 0 ? default! : values[place])];
            var reading = _reading with
            {
                Visibility = Current(_reading.Visibility),
                CanBeSeen = Current(_reading.CanBeSeen),
            };
            return new Guidance(Table.Revision, reading,
                Proposals.NextCells(Table, person, reading.Visibility is [] ? null : reading.Visibility, ProposedCells),
                Proposals.IndistinctPair(Table, _reading.Confused),
                Table.Values().Sum(row => row.Count(value => value is null)));
        }
    }

    /// <summary>Sets or clears the answer of a person.</summary>
    /// <param name="person">name of the person</param>
    /// <param name="className">the class</param>
    /// <param name="attribute">the attribute</param>
    /// <param name="value">the answer within the attribute's range, or null to clear it</param>
    /// <returns>the cell after the change</returns>
    /// <exception cref="UsageException">A name is unknown or not valid, the value is out of range, or the table cannot
    /// be saved.</exception>
    public CellState Answer(string person, string className, string attribute, double? value) =>
        Change(table =>
        {
            var (c, a) = (table.IndexOfClass(className), table.IndexOfAttribute(attribute));
            table.Answer(person, c, a, value);
            return new CellState(table.Revision, table.Value(c, a),
                table.Answers(c, a).TryGetValue(person, out var own) ? own : null, table.IsDisputed(c, a),
                table.CanUndo(person));
        });

    /// <summary>Adds an attribute after all others, without values.</summary>
    /// <param name="person">name of the person</param>
    /// <param name="name">as for <see cref="AttributeTable.AddAttribute"/></param>
    /// <param name="question">as for <see cref="AttributeTable.AddAttribute"/></param>
    /// <exception cref="UsageException">As for <see cref="AttributeTable.AddAttribute"/>, or the table cannot be
    /// saved.</exception>
    public void AddAttribute(string person, string name, string? question = null) => Change(table =>
    {
        table.AddAttribute(person, name, question);
        return true;
    });

    /// <summary>Removes an attribute and all answers to it.</summary>
    /// <param name="person">name of the person</param>
    /// <param name="name">name of the attribute</param>
    /// <exception cref="UsageException">A name is unknown or not valid, or the table cannot be saved.</exception>
    public void RemoveAttribute(string person, string name) => Change(table =>
    {
        table.RemoveAttribute(person, table.IndexOfAttribute(name));
        return true;
    });

    /// <summary>Undoes the last change of a person, as <see cref="AttributeTable.Undo"/> does.</summary>
    /// <param name="person">name of the person</param>
    /// <returns>false if there was no change to undo</returns>
    /// <exception cref="UsageException">As for <see cref="AttributeTable.Undo"/>, or the table cannot be
    /// saved.</exception>
    public bool Undo(string person) => Change(table => table.Undo(person));

    /// <summary>Gets a small version of a photograph of a seen class.</summary>
    /// <param name="label">0-based class</param>
    /// <param name="index">0-based index among the photographs of the class that can be shown</param>
    /// <returns>a JPEG file, or null if there is no such photograph or it cannot be read</returns>
    public byte[]? Photograph(int label, int index)
    {
        if (label < 0 || label >= _photographs.Length || index < 0 || index >= _photographs[label].Length)
            return null;
        return Thumbnail.Read(_photographs[label][index], LongSide);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _measuring;
        _stop.Dispose();
        _changed.Dispose();
    }

    /// <summary>Changes the table and saves it. A change that cannot be saved remains in memory, and is saved with the
    /// next change, even if that is the same change again.</summary>
    private T Change<T>(Func<AttributeTable, T> change)
    {
        lock (_lock)
        {
            var before = Table.Revision;
            var result = change(Table);
            if (Table.Revision == before && !_isUnsaved)
                return result;
            if (_changed.CurrentCount == 0)
                _changed.Release();
            try
            {
                _isUnsaved = true;
                _files.Save();
                _isUnsaved = false;
                return result;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"Not saved: {FailureReason.Describe(exception)}.", exception);
            }
        }
    }

    private static ILookup<string, string> FindPhotographs(string images)
    {
        try
        {
            return ImageListing.Open(images).Images.Where(image => image.Label is not null)
                .ToLookup(image => NormalForm.Normalize(image.Label!), image => image.Path);
        }
        catch (ImageDataException)
        {
            return Array.Empty<string>().ToLookup(path => path); // the gauge says what is wrong
        }
    }

    private static string[] Spread(string[] paths) => paths.Length <= ShownPhotographs ? paths
        : [.. Enumerable.Range(0, ShownPhotographs).Select(i => paths[i * paths.Length / ShownPhotographs])];

    private async Task MeasureAsync(string? cacheFolder, int batch)
    {
        try
        {
            var gauge = Prepare(cacheFolder, batch);
            while (true)
            {
                await _changed.WaitAsync(_stop.Token);
                Measure(gauge);
            }
        }
        catch (OperationCanceledException)
        {
            // the session ends
        }
        catch (InterruptedException)
        {
            // the session ends while photographs are being processed
        }
        catch (Exception exception) when (exception is InputException or IOException or UnauthorizedAccessException)
        {
            Show(GaugeReading.Without(Table.Revision, exception.Message, isLasting: true));
        }
        catch (Exception exception) // otherwise the last reading would stay, and nothing would say why
        {
            Show(GaugeReading.Without(Table.Revision, "The descriptions are no longer measured. This is a bug in "
                + $"unseen, not an error in your input ({exception.GetType().Name}: {exception.Message}).",
                isLasting: true));
        }
    }

    /// <summary>Extracts the photographs' features.</summary>
    private DescriptionGauge Prepare(string? cacheFolder, int batch)
    {
        if (_project.Backbones.Count == 0)
            throw new UsageException("There is no image model, so the descriptions cannot be tried on photographs. "
                + $"Name one with {PhotoOverrides.BackboneName}, or in {PhotoProject.FileName}.");
        var context = new RunContext
        {
            Cancellation = _stop.Token,
            Display = new RelayDisplay(text =>
                Show(GaugeReading.Without(Table.Revision, text, isLasting: false))),
        };
        using var photos = PhotoData.Load(_project, cacheFolder, batch, context, isChecked: false,
            new FeatureMatrix(new float[Table.Classes.Count], Table.Classes.Count, 1));
        return new DescriptionGauge(photos.Dataset);
    }

    private void Measure(DescriptionGauge gauge)
    {
        double?[][] values;
        string[] attributes;
        int revision;
        lock (_lock)
            (values, attributes, revision) = (Table.Values(), [.. Table.Attributes.Select(one => one.Name)],
                Table.Revision);
        var report = gauge.Measure(values, attributes, _stop.Token);
        if (report is null)
        {
            Show(GaugeReading.Without(revision, "No cell is filled in yet.", isLasting: true));
            return;
        }

        var byName = report.Attributes.ToDictionary(column => column.Name);
        var labels = Table.Classes.Index().ToDictionary(one => one.Item.Name, one => one.Index);
        Show(new GaugeReading(revision, null, IsLasting: false, Names.Get(report.Verdict), report.Summary, report.T1,
            report.T1Lower, report.T1Upper, report.Chance,
            [.. report.Problems.Select(problem => problem.Message), .. report.Advice],
            [.. attributes.Select(name => byName.GetValueOrDefault(name)?.Visibility)],
            [.. attributes.Select(name => byName.GetValueOrDefault(name) is { Visibility: not null } column
                ? column.CanBeSeen : (bool?)null)],
            [.. report.Pairs.Select(pair => new ClassPair(labels[pair.First], labels[pair.Second]))]), attributes);
    }

    private void Show(GaugeReading reading, params string[] attributes)
    {
        lock (_lock)
            (_reading, _measured) = (reading, attributes);
    }

    /// <summary>Reports progress as a sentence.</summary>
    private sealed class RelayDisplay(Action<string> show) : IWorkDisplay
    {
        public T Run<T>(Func<Action<double, TimeSpan?, string>, T> work) =>
            work((_, _, step) => show($"The photographs are being processed: {step}."));
    }
}
