namespace Unseen.Data;

/// <summary>Names of the arrays in the xlsa17 layout.</summary>
internal static class XlsaNames
{
    /// <summary>The usual features file, without its extension.</summary>
    public const string FeaturesFile = "res101";

    /// <summary>The usual file of descriptors and split, without its extension.</summary>
    public const string SplitsFile = "att_splits";

    public const string Features = "features";
    public const string Labels = "labels";
    public const string ImageFiles = "image_files";
    public const string ClassNames = "allclasses_names";
    public const string Descriptors = "att";
    public const string TrainVal = "trainval_loc";
    public const string TestSeen = "test_seen_loc";
    public const string TestUnseen = "test_unseen_loc";
    public const string Train = "train_loc";
    public const string Val = "val_loc";

    /// <summary>The dataset's short name: not of xlsa17, but written beside its arrays when a dataset is
    /// converted.</summary>
    public const string DatasetName = "name";
}
